delete from notifications
 where service_id = @service_id and id = any(@ids)
