-- The second line behind the owner locks: what a living but stuck worker has held past its lease.
with expired as (
  select id, owner, attempt
    from notification_queue
   where owner is not null and lease_until < now()
   order by id
   limit @batch_size
     for update skip locked)
update notification_queue q
   set owner = null, lease_until = null, stuck = q.stuck + 1
  from expired
 where q.id = expired.id and q.owner = expired.owner and q.attempt = expired.attempt
