select recipient
  from guest_list
 where service_id = @service_id
