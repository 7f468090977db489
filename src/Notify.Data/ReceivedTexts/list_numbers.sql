select n.number, s.id, s.name
  from inbound_numbers n
  join services s on s.id = n.service_id
 order by n.number
