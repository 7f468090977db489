-- Makes held rows due, and new: their age counts from now on. Locks: queue rows first, then notifications.
with waiting as (
  select id
    from notification_queue
   where id = any(@ids) and owner is null and due_at = 'infinity'
   order by id
     for update),
released as (
  update notification_queue q
     set due_at = now()
    from waiting
   where q.id = waiting.id),
locked as (
  select n.id
    from notifications n
   where n.id = any(@ids) and n.id in (select id from waiting)
   order by n.id
     for update),
renewed as (
  update notifications n
     set scheduled_for = now()
    from locked
   where n.id = any(@ids) and n.id = locked.id)
select 0::bigint as missed
