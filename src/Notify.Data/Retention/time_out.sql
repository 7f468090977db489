with locked as (
  select n.id
    from notifications n
   where n.id = any(@ids) and n.status = any(@open)
   order by n.id
     for update),
failed as (
  update notifications n
     set status = 'temporary-failure', updated_at = now()
    from locked
   where n.id = any(@ids) and n.id = locked.id
  returning n.id, n.provider),
told as (
  insert into notification_events (notification_id, id, kind, status, reason)
  select f.id, e.event_id, @event_kind, 'temporary-failure', @reason
    from failed f
    join unnest(@ids, @event_ids) as e(id, event_id) on e.id = f.id)
select coalesce(provider, @unknown) as provider, count(*)::integer as ended
  from failed
 group by 1
