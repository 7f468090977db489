-- Frees what dead workers hold. A worker holds the advisory lock of its number from before its first claim until it ends, and
-- numbers are never used again: an owner seen in the queue that holds no lock now is dead for good.
with owners as materialized (
  select distinct owner
    from notification_queue
   where owner is not null),
dead as materialized (
  select owner
    from owners
   where not exists (select from living_owners(@lock_class) as living(number) where living.number = owner)),
freed as (
  select q.id, q.attempt
    from notification_queue q
   where q.owner in (select owner from dead)
   order by q.id
   limit @batch_size
     for update skip locked)
update notification_queue q
   set owner = null, lease_until = null, stuck = q.stuck + 1
  from freed
 where q.id = freed.id and q.attempt = freed.attempt
