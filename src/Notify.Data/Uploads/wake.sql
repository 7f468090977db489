-- Uploads that a job should be at: due, or left lying by one that died. Each is handed to one caller only.
with found as (
  select id
    from uploads
   where (rows_differ and touched_at < now() - @patience)
      or (status in ('pending', 'in progress') and touched_at < now() - @patience)
      or (status = 'scheduled' and scheduled_for <= now())
   order by id
   limit @batch_size
     for update skip locked)
update uploads u
   set touched_at = now(),
       status = case when u.status = 'scheduled' and u.scheduled_for <= now() then 'pending' else u.status end
  from found
 where u.id = found.id
returning u.id, u.rows_differ, u.status
