-- A week after the service has acted, and three months after the request at the latest.
delete from unsubscribe_requests
 where id = any(array(
   select id
     from unsubscribe_requests
    where processed_at < now() - interval '7 days' or created_at < now() - interval '90 days'
    limit @batch_size))
