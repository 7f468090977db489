-- Takes a notification back that nobody has begun to send. Locks: the queue row first, then the notification. A row that a worker holds is
-- passed over: it may be on the wire.
with waiting as (
  select id
    from notification_queue
   where id = @id and service_id = @service_id and owner is null
     for update skip locked),
cancelled as (
  update notifications n
     set status = 'cancelled', updated_at = now()
    from waiting
   where n.service_id = @service_id and n.id = @id and n.id = waiting.id and n.status = 'created' and n.key_type = @key_type
  returning n.id),
removed as (
  delete from notification_queue q
   using cancelled
   where q.id = cancelled.id)
insert into notification_events (notification_id, id, kind, status)
select id, @event_id, @event_kind, 'cancelled'
  from cancelled
