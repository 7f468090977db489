-- Makes held rows due, and new: their age counts from now on.
with waiting as (
  select id
    from notification_queue
   where id = any(@ids) and owner is null and due_at = 'infinity'
   order by id
     for update),
released as (
  update notification_queue q
     set due_at = now(), waits_since = now()
    from waiting
   where q.id = waiting.id)
select 0::bigint as missed
