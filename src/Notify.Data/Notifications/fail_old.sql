-- The end of a statement that has locked rows of the queue as "old": their notifications fail, in the open. Nothing that was accepted vanishes
-- without a word. Locks: queue rows first, then notifications.
, locked as (
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
