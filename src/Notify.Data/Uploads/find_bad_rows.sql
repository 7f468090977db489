select bad_rows, more_bad_rows
  from uploads
 where service_id = @service_id and id = @id
