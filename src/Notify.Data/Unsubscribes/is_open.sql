select from unsubscribe_requests
 where service_id = @service_id
   and notification_id = @notification_id
   and processed_at is null
