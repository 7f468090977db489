-- Frees what dead workers hold (an owner that holds no lock now is dead for good), and what a stuck one has held past its lease.
with owners as materialized (
  select distinct owner from callback_queue where owner is not null),
dead as materialized (
  select owner
    from owners
   where not exists (select from living_owners(@lock_class) as living(number) where living.number = owner)),
freed as (
  select q.id, q.attempt
    from callback_queue q
   where q.owner is not null and (q.owner in (select owner from dead) or q.lease_until < now())
   order by q.id
   limit @batch_size
     for update skip locked)
update callback_queue q
   set owner = null, lease_until = null
  from freed
 where q.id = freed.id and q.attempt = freed.attempt
