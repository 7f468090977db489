-- Keeps rows from being claimed: due never. What a worker holds now is missed, and found again when it is still there later.
with waiting as (
  select id
    from notification_queue
   where id = any(@ids) and owner is null and due_at < 'infinity'
   order by id
     for update),
held as (
  update notification_queue q
     set due_at = 'infinity'
    from waiting
   where q.id = waiting.id
  returning q.id)
select (select count(*) from notification_queue where id = any(@ids) and due_at < 'infinity') - (select count(*) from held) as missed
