-- The level as it is now; a change leaves a notice.
with old as (
  select level from bounce_watch where service_id = @service_id),
written as (
  insert into bounce_watch (service_id, level, sent, bounced)
  values (@service_id, @level, @sent, @bounced)
  on conflict (service_id) do update
     set level = excluded.level, sent = excluded.sent, bounced = excluded.bounced, checked_at = now(),
         since = case when bounce_watch.level = excluded.level then bounce_watch.since else now() end)
insert into service_notices (service_id, kind, words)
select @service_id, 'bounce-rate-' || @level, @words
 where @level <> coalesce((select level from old), 'good')
