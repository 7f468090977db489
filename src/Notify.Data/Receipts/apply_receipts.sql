-- Applies receipts, at most one for each notification: moves the statuses that the rules let move, and puts every receipt on the time line; one that
-- came before is counted where it stands.
-- A receipt may come before the sender's own record: one that ends the sending takes the row out of the queue as well.
-- All are of one day, whose tables it names.
-- Locks: queue rows first, then notifications, each in order of id; then what their time lines say already.
with given as materialized (
  select *
    from unnest(@ids, @providers, @references, @statuses, @reasons, @event_ids, @suppressing, @lifetimes, @provider_times) with ordinality
      as r(id, provider, reference, status, reason, event_id, suppressing, lifetime, provider_time, ordinal)),
queued as materialized (
  select id
    from notification_queue
   where id = any(@closing)
   order by id
     for update),
-- Who does not say which provider speaks (a bounce) speaks for the one that has the message.
locked as materialized (
  select g.id, coalesce(g.provider, n.provider) as provider, g.reference, g.status, g.reason, g.event_id, g.suppressing, g.lifetime, g.provider_time, g.ordinal,
         n.service_id, n.status as current, n.delivery_assumed, n.channel, n.key_type, n.recipient, n.recipient_as_sent, n.reference as own_reference,
         n.provider as holder, now() - n.created_at < @window as corrects,
         n.template_id, n.api_key_id, n.job_id, now() - greatest(n.created_at, n.scheduled_for) as age,
         -- A text to a country whose carriers report nothing to rely on.
         n.channel = 'sms' and n.international
         and exists (select from unnest(@silent) as s(prefix) where starts_with(n.recipient, s.prefix))
         and not exists (select from unnest(@heard) as h(prefix) where starts_with(n.recipient, h.prefix)) as is_unsure
    from notifications_{day} n
    join given g on g.id = n.id
   where n.id = any(@ids)
     and (select count(*) from queued) >= 0   -- reads, and so locks, the queue's rows first
   order by n.id
     for update of n),
-- What a time line already says of providers; most say nothing yet.
said as materialized (
  select e.notification_id, e.id, e.provider, e.reported_status, e.reason
    from notification_events_{day} e
   where e.notification_id = any(@ids) and e.kind in ('receipt', 'receipt-ignored')),
-- Of such a text a receipt says at most that it has left, so that it is not sent again.
weighed as materialized (
  select l.*, case when not l.is_unsure then l.status when l.status in ('sent', 'delivered') then 'sent' end as becomes,
         -- Where the same is said already.
         (select s.id
            from said s
           where s.notification_id = l.id
             and s.provider is not distinct from l.provider
             and s.reported_status is not distinct from l.status
             and s.reason is not distinct from l.reason
           order by s.id desc
           limit 1) as said_in
    from locked l),
judged as materialized (
  select l.*,
         -- A text's failure counts only if told by the provider that has the message: another one may have sent it since.
         (l.status = 'delivered' or l.channel <> 'sms' or l.holder is null or l.holder = l.provider)
         and exists (
           select
             from unnest(@moves_from, @moves_to, @moves_when) as m(old, new, condition)
            where m.old = l.current and m.new = l.becomes
              and case m.condition
                    when 'always' then true
                    when 'corrects' then l.corrects
                    when 'corrects-assumption' then l.corrects and l.delivery_assumed
                  end) as moves,
         l.said_in is null and (select count(*) < @most_events from said s where s.notification_id = l.id) as is_new
    from weighed l),
moved as (
  update notifications_{day} n
     set status = case when j.moves then j.becomes else n.status end,
         updated_at = case when j.moves then now() else n.updated_at end,
         delivery_assumed = false,
         provider = coalesce(n.provider, j.provider),
         provider_reference = coalesce(n.provider_reference, j.reference)
    from judged j
   where n.id = any(@ids) and n.id = j.id
     and (j.moves or (j.delivery_assumed and j.status = 'delivered'))),
unqueued as (
  delete from notification_queue q
   using judged j
   where q.id = any(@closing) and q.id = j.id and j.moves),
told as (
  insert into notification_events_{day} (notification_id, id, kind, status, reported_status, provider, reason, provider_time)
  select id, event_id, case when status is null or moves then 'receipt' else 'receipt-ignored' end, case when moves then becomes end, status, provider, reason, provider_time
    from judged
   where is_new or moves),
repeated as (
  update notification_events_{day} e
     set repeats = e.repeats + 1, repeated_at = now()
    from judged j
   where e.notification_id = any(@ids) and e.notification_id = j.id and e.id = j.said_in and not j.moves),
-- Recipients whom nobody should write to for a while: for the service and, where somebody complained, for the platform.
suppressed as (
  insert into suppressions (service_id, channel, recipient, reason, source_notification_id, expires_at)
  select distinct on (j.recipient, j.channel, scope.service_id, j.suppressing)
         scope.service_id, j.channel, j.recipient, j.suppressing, j.id,
         now() + case when scope.service_id is null then @platform_for else j.lifetime end
    from judged j
   cross join lateral (select j.service_id union all select null::uuid where j.suppressing = 'complaint') as scope(service_id)
   where j.suppressing is not null and (j.is_new or j.moves)
     -- Of a recipient that does not work only a receipt that is believed: not one after a delivery, or from a carrier that no longer has the text.
     and (j.suppressing <> 'hard-bounce' or (not j.is_unsure and (j.moves or j.current in ('permanent-failure', 'temporary-failure', 'technical-failure'))))
     and j.key_type <> 'test' and j.channel in ('email', 'sms')
   order by j.recipient, j.channel, scope.service_id, j.suppressing
  on conflict (recipient, channel, service_id, reason) where removed_at is null
  do update set expires_at = excluded.expires_at, source_notification_id = excluded.source_notification_id, created_at = excluded.created_at),
complained as (
  insert into complaints (id, service_id, notification_id, provider, recipient, reference)
  select event_id, service_id, id, coalesce(provider, 'unknown'), recipient_as_sent, own_reference
    from judged
   where suppressing = 'complaint'
  on conflict do nothing)
select g.ordinal::integer as ordinal,
       case when j.id is null then 'unknown'
            when j.moves then 'moved'
            when j.is_new then 'noted'
            else 'repeated' end as verdict,
       -- For figures. The queue's row, which had the lane, is gone.
       j.channel,
       j.age as delivered_after,
       case when j.moves and j.becomes = 'delivered' and j.key_type <> 'test' then
         case when j.job_id is not null or (select k.priority from api_keys k where k.id = j.api_key_id) = 'bulk' then 'bulk'
              else coalesce((select t.lane from templates t where t.id = j.template_id), 'normal') end
       end as delivered_in
  from given g
  left join judged j on j.ordinal = g.ordinal
 order by g.ordinal
