-- What still waits when its time to be kept is over. fail_old.sql follows.
with old as (
  select id
    from notification_queue
   where service_id = @service_id and channel = @channel and id >= @from and id < @to and owner is null
   order by id
   limit @batch_size
     for update skip locked)
