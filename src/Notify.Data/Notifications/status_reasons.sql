-- Why notifications have the status they have: the newest word on it; on those that are under way, the newest word of all.
select distinct on (n.id) n.id, e.reason
  from notifications n
  join notification_events e on e.notification_id = n.id
 where n.service_id = @service_id and n.id = any(@ids) and e.notification_id = any(@ids) and e.reason is not null
   and (e.status = n.status or n.status in ('created', 'sending', 'pending'))
 order by n.id, e.id desc
