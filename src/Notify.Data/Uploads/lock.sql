select service_id, channel, status, change, rows_differ, created_at
  from uploads
 where id = @id
   for update
