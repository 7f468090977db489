-- A service's upload, kept as it is until the transaction ends.
select status, created_at
  from uploads
 where service_id = @service_id and id = @id and key_type = any(@key_types)
   for update
