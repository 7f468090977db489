-- The service that a number belongs to, while it is active and may receive texts.
select n.service_id, n.number
  from inbound_numbers n
  join services s on s.id = n.service_id
 where n.number = any(@numbers) and s.active and 'inbound_sms' = any(s.permissions)
 limit 1
