-- A paused upload whose time is over is cancelled: its rows go with it.
update uploads
   set status = 'cancelled', finished_at = now(), change = change + 1, rows_differ = stored_rows > 0, touched_at = '-infinity'
 where service_id = @service_id and id = any(array(
   select id
     from uploads
    where service_id = @service_id and channel = @channel and created_at < @before and coalesce(scheduled_for, created_at) < @before
      and status in ('paused', 'error')
    limit @batch_size))
