update uploads
   set delivered = @delivered, failed = @failed, cancelled = @cancelled
 where service_id = @service_id and id = @id and status = @status and not rows_differ
