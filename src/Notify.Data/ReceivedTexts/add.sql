-- A carrier that repeats itself stores a text once. Who says STOP gets no more texts of the service; START takes that back, and what was
-- believed about a number that did not work. Both hold, too, where the service gets no texts and the text itself is not kept.
with added as (
insert into received_texts (service_id, id, notify_number, user_number, content, created_at, provider, provider_reference, provider_time, opt_out)
select @service_id, @id, @notify_number, @user_number, @content, @created_at, @provider, @provider_reference, @provider_time, @opt_out
 where @is_kept
on conflict do nothing
  returning service_id, user_number, opt_out),
said as (
  select service_id, user_number, opt_out from added
  union all
  select @service_id, @user_number, @opt_out where not @is_kept),
stopped as (
  insert into suppressions (service_id, channel, recipient, reason, expires_at)
  select service_id, 'sms', '+' || user_number, 'opted-out', now() + @opted_out_for
    from said
   where opt_out = 'stop' and user_number ~ '^[0-9]+$'
  on conflict (recipient, channel, service_id, reason) where removed_at is null
  do update set expires_at = excluded.expires_at, created_at = excluded.created_at),
started as (
  update suppressions s
     set removed_at = now(), removed_by = 'recipient'
    from said a
   where a.opt_out = 'start' and s.service_id = a.service_id and s.channel = 'sms' and s.recipient = '+' || a.user_number
     and s.reason in ('opted-out', 'hard-bounce') and s.removed_at is null)
select count(*) from added
