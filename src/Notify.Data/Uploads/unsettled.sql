-- Uploads that may have come to their end since they were last looked at. Each look reads all their rows, so it is taken less and less often:
-- after a quarter of the time that has passed.
update uploads u
   set counted_at = now()
 where u.id = any(array(
   select id
     from uploads
    where delivered is null and status in ('finished', 'cancelled', 'error') and not rows_differ
      and (counted_at is null or now() - counted_at > (now() - finished_at) / 4)
    order by id
    limit @batch_size
      for update skip locked))
returning u.id, u.service_id
