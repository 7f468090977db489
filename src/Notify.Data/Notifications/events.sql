select e.at, e.kind, e.status, e.provider, e.reason, e.provider_time, e.repeats, e.repeated_at
  from notifications n
  join notification_events e on e.notification_id = n.id
 where n.service_id = @service_id and n.id = @id and e.notification_id = @id
 order by e.id
