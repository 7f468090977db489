delete from complaints
 where service_id = @service_id and id = any(array(
   select id
     from complaints
    where service_id = @service_id and created_at < @before and @channel = 'email'
    limit @batch_size))
