-- Records what became of hand-overs, many at once, guarded by owner and attempt: who froze past its lease and woke
-- overwrites nothing that another worker has taken since. Locks: queue rows first (by the statement before this one, so that this one sees
-- what a receipt of the same moment has taken out of the queue), then notifications, each in order of id.
with outcome as (
  select *
    from unnest(@ids, @owners, @attempts, @statuses, @retry_after, @sent_at, @providers, @provider_references, @fragments, @event_ids, @event_kinds, @reasons,
                @receipt_references, @assumed, @counts, @suppressing, @lifetimes, @kept_for)
      as o(id, owner, attempt, status, retry_after, sent_at, provider, provider_reference, fragments, event_id, event_kind, reason,
           receipt_reference, assumed, counts, suppressing, lifetime, kept_for)),
held as (
  select o.*
    from notification_queue q
    join outcome o on o.id = q.id and o.owner = q.owner and o.attempt = q.attempt),
retried as (
  update notification_queue q
     set owner = null, lease_until = null, stuck = 0, tries = q.tries + held.counts::integer, due_at = now() + held.retry_after,
         failed_provider = coalesce(held.provider, q.failed_provider),
         kept_by = case when held.kept_for is null then q.kept_by else held.provider end,
         kept_until = case when held.kept_for is null then q.kept_until else now() + held.kept_for end
    from held
   where q.id = held.id and held.retry_after is not null),
finished as (
  delete from notification_queue q
   using held
   where q.id = held.id and held.retry_after is null),
-- A receipt that came before this record has made the status final and taken the row out of the queue: then only what it
-- could not know is filled in, and a try that failed is told.
receipted as (
  select o.*
    from outcome o
   where not exists (select from notification_queue q where q.id = o.id)),
judged as (
  select held.*, true as holds from held
  union all
  select receipted.*, false from receipted),
locked as (
  select n.id
    from notifications n
   where n.id = any(@ids) and n.id in (select id from judged)
   order by n.id
     for update),
recorded as (
  update notifications n
     set status = case when j.holds and j.status is not null and n.status = any(@open) then j.status else n.status end,
         updated_at = case when j.holds and j.status is not null and n.status = any(@open) then coalesce(j.sent_at, now()) else n.updated_at end,
         sent_at = coalesce(n.sent_at, j.sent_at),
         provider = case when j.holds then coalesce(j.provider, n.provider) else coalesce(n.provider, j.provider) end,
         provider_reference = case when j.holds then coalesce(j.provider_reference, n.provider_reference) else coalesce(n.provider_reference, j.provider_reference) end,
         fragments = coalesce(n.fragments, j.fragments),
         receipt_reference = coalesce(j.receipt_reference, n.receipt_reference),
         delivery_assumed = n.delivery_assumed or (j.assumed and j.holds and n.status = any(@open))
    from judged j
    join locked on locked.id = j.id
   where n.id = any(@ids) and n.id = j.id),
-- An address that does not work, or whose owner said STOP to the provider, is not tried again for a while.
suppressed as (
  insert into suppressions (service_id, channel, recipient, reason, source_notification_id, expires_at)
  select distinct on (n.recipient, n.channel, n.service_id, held.suppressing) n.service_id, n.channel, n.recipient, held.suppressing, n.id, now() + held.lifetime
    from held
    join notifications n on n.id = held.id and n.id = any(@ids)
   where held.suppressing is not null and n.key_type <> 'test'
   order by n.recipient, n.channel, n.service_id, held.suppressing
  on conflict (recipient, channel, service_id, reason) where removed_at is null
  do update set expires_at = excluded.expires_at, source_notification_id = excluded.source_notification_id, created_at = excluded.created_at)
insert into notification_events (notification_id, id, kind, status, provider, reason)
select j.id, j.event_id, case when j.holds then j.event_kind else @try_failed end, case when j.holds then j.status end, j.provider, j.reason
  from judged j
  join locked on locked.id = j.id
 where j.event_kind is not null
    on conflict do nothing   -- a record whose answer was lost is written once more
