delete from inbound_numbers
 where service_id = @service_id and number = @number
