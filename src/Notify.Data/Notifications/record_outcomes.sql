-- Records what became of hand-overs, many at once, guarded by owner and attempt: who froze past its lease and woke
-- overwrites nothing that another worker has taken since. All are of one day, whose tables it names. Locks: queue rows first (by the
-- statement before this one, so that this one sees what a receipt of the same moment has taken out of the queue), then notifications,
-- each in order of id. What was found is carried along: joined again at each step, a hundred records took ten times as long.
with outcome as materialized (
  select *
    from unnest(@ids, @owners, @attempts, @statuses, @retry_after, @sent_at, @providers, @provider_references, @fragments, @event_ids, @event_kinds, @reasons,
                @receipt_references, @assumed, @counts, @doubtful, @suppressing, @lifetimes, @kept_for)
      as o(id, owner, attempt, status, retry_after, sent_at, provider, provider_reference, fragments, event_id, event_kind, reason,
           receipt_reference, assumed, counts, doubtful, suppressing, lifetime, kept_for)),
queued as materialized (
  select id, owner, attempt
    from notification_queue
   where id = any(@ids)),
-- A receipt that came before this record has made the status final and taken the row out of the queue: then only what it
-- could not know is filled in, and a try that failed is told. What is in the queue for somebody else is passed over.
judged as materialized (
  select o.*, q.id is not null as holds
    from outcome o
    left join queued q on q.id = o.id
   where q.id is null or (q.owner = o.owner and q.attempt = o.attempt)),
locked as materialized (
  select j.*, n.status as current, n.service_id, n.channel, n.recipient, n.key_type
    from notifications_{day} n
    join judged j on j.id = n.id
   order by n.id
     for update of n),
retried as (
  update notification_queue q
     set owner = null, lease_until = null, stuck = 0, tries = q.tries + j.counts::integer, doubts = q.doubts + j.doubtful::integer, due_at = now() + j.retry_after,
         failed_provider = coalesce(j.provider, q.failed_provider),
         kept_by = case when j.kept_for is null then q.kept_by else j.provider end,
         kept_until = case when j.kept_for is null then q.kept_until else now() + j.kept_for end
    from judged j
   where q.id = j.id and j.holds and j.retry_after is not null),
finished as (
  delete from notification_queue q
   using judged j
   where q.id = j.id and j.holds and j.retry_after is null),
recorded as (
  update notifications_{day} n
     set status = case when l.holds and l.status is not null and l.current = any(@open) then l.status else n.status end,
         updated_at = case when l.holds and l.status is not null and l.current = any(@open) then coalesce(l.sent_at, now()) else n.updated_at end,
         sent_at = coalesce(n.sent_at, l.sent_at),
         provider = case when l.holds then coalesce(l.provider, n.provider) else coalesce(n.provider, l.provider) end,
         provider_reference = case when l.holds then coalesce(l.provider_reference, n.provider_reference) else coalesce(n.provider_reference, l.provider_reference) end,
         fragments = coalesce(n.fragments, l.fragments),
         receipt_reference = coalesce(l.receipt_reference, n.receipt_reference),
         delivery_assumed = n.delivery_assumed or (l.assumed and l.holds and l.current = any(@open))
    from locked l
   where n.id = l.id),
-- An address that does not work, or whose owner said STOP to the provider, is not tried again for a while.
suppressed as (
  insert into suppressions (service_id, channel, recipient, reason, source_notification_id, expires_at)
  select distinct on (recipient, channel, service_id, suppressing) service_id, channel, recipient, suppressing, id, now() + lifetime
    from locked
   where holds and suppressing is not null and key_type <> 'test'
   order by recipient, channel, service_id, suppressing
  on conflict (recipient, channel, service_id, reason) where removed_at is null
  do update set expires_at = excluded.expires_at, source_notification_id = excluded.source_notification_id, created_at = excluded.created_at)
insert into notification_events_{day} (notification_id, id, kind, status, provider, reason)
select id, event_id, case when holds then event_kind else @try_failed end, case when holds then status end, provider, reason
  from locked
 where event_kind is not null
    on conflict do nothing   -- a record whose answer was lost is written once more
