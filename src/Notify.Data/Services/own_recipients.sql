-- Whom team keys and trial mode reach: the team's own addresses and numbers, and the guests.
select u.email_address as recipient
  from service_members m join users u on u.id = m.user_id
 where m.service_id = @service_id
union
select u.mobile_number
  from service_members m join users u on u.id = m.user_id
 where m.service_id = @service_id and u.mobile_number is not null
union
select recipient
  from guest_list
 where service_id = @service_id
