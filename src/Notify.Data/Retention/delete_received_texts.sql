delete from received_texts
 where service_id = @service_id and id = any(array(
   select id
     from received_texts
    where service_id = @service_id and created_at < @before and @channel = 'sms'
    limit @batch_size))
