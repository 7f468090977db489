select u.id, u.name, u.email_address, u.mobile_number
  from service_members m
  join users u on u.id = m.user_id
 where m.service_id = @service_id
 order by lower(u.name), u.id
