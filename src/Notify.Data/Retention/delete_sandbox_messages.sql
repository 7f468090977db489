delete from sandbox_messages
 where id = any(array(
   select id
     from sandbox_messages
    where service_id = @service_id and channel = @channel and captured_at < @before
    limit @batch_size))
