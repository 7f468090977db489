-- What waits in a lane past its age fails, in the open: while no provider takes anything nothing is claimed, and the age of a code must still
-- end. Locks: queue rows first, then notifications.
with old as (
  select id
    from notification_queue
   where channel = @channel and lane = @lane and owner is null and due_at <= now() and waits_since < now() - @age
   order by id
   limit @batch_size
     for update skip locked),
locked as (
  select n.id
    from notifications n
   where n.id = any(array(select id from old)) and n.status = 'created'
   order by n.id
     for update),
failed as (
  update notifications n
     set status = 'technical-failure', updated_at = now()
    from locked
   where n.id = any(array(select id from old)) and n.id = locked.id
  returning n.id),
told as (
  insert into notification_events (notification_id, id, kind, status, reason)
  select id, gen_random_uuid(), @event_kind, 'technical-failure', @reason
    from failed)
delete from notification_queue q
 using old
 where q.id = old.id
