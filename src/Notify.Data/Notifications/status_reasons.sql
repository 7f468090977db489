-- The newest word on each notification that any event has.
select distinct on (n.id) n.id, e.reason
  from notifications n
  join notification_events e on e.notification_id = n.id
 where n.service_id = @service_id and n.id = any(@ids) and e.notification_id = any(@ids) and e.reason is not null
 order by n.id, e.id desc
