-- The service that a number belongs to, and whether it gets texts: while it is active and may receive them.
select n.service_id, n.number, s.active and 'inbound_sms' = any(s.permissions) as receives
  from inbound_numbers n
  join services s on s.id = n.service_id
 where n.number = any(@numbers)
 order by receives desc
 limit 1
