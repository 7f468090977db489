-- Takes back what nobody has begun to send. Locks: queue rows first, then notifications. What a worker holds now is missed: it may be
-- on the wire, and comes back here only when it is not.
with waiting as (
  select id
    from notification_queue
   where id = any(@ids) and owner is null
   order by id
     for update),
locked as (
  select n.id
    from notifications n
   where n.id = any(@ids) and n.status = 'created' and n.id in (select id from waiting)
   order by n.id
     for update),
cancelled as (
  update notifications n
     set status = 'cancelled', updated_at = now()
    from locked
   where n.id = any(@ids) and n.id = locked.id
  returning n.id),
removed as (
  delete from notification_queue q
   using waiting
   where q.id = waiting.id),
told as (
  insert into notification_events (notification_id, id, kind, status)
  select c.id, e.event_id, @event_kind, 'cancelled'
    from cancelled c
    join unnest(@ids, @event_ids) as e(id, event_id) on e.id = c.id)
select (select count(*) from notification_queue where id = any(@ids)) - (select count(*) from waiting) as missed
