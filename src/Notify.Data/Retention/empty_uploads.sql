-- The row stays, with its counts; what it says of people goes.
with old as (
  select id
    from uploads
   where service_id = @service_id and channel = @channel and coalesce(scheduled_for, created_at) < @before and created_at < @before
     and status in ('finished', 'cancelled') and (name <> '' or reference is not null or bad_rows is not null or more_bad_rows is not null)
   limit @batch_size),
dropped as (
  delete from upload_chunks c
   using old
   where c.upload_id = old.id)
update uploads u
   set name = '', reference = null, bad_rows = null, more_bad_rows = null
  from old
 where u.service_id = @service_id and u.id = old.id
