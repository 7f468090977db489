-- Pauses, resumes or cancels. What rows that are notifications already have to follow is done by a job, which rows_differ keeps in mind.
-- Of one that is finished, its rows all being notifications, there must be one that has not been handed over.
with held as materialized (
  select id, status, stored_rows, row_count, scheduled_for
    from uploads
   where service_id = @service_id and id = @id and key_type = any(@key_types)
     for update),
changed as (
  update uploads u
     set status = case
           when @status <> 'resumed' then @status
           when h.stored_rows >= h.row_count then 'finished'
           when h.scheduled_for > now() then 'scheduled'
           else 'pending' end,
         finished_at = case when @status = 'cancelled' then now() else u.finished_at end,
         rows_differ = h.stored_rows > 0,
         resumed_at = case when @status = 'resumed' then now() else u.resumed_at end,
         change = u.change + 1,
         touched_at = '-infinity',
         delivered = null, failed = null, cancelled = null
    from held h
   where u.id = h.id and h.status = any(@from)
     and (h.status <> 'finished' or exists (select from notifications n where n.service_id = @service_id and n.job_id = @id and n.status = 'created'))
  returning u.id),
dropped as (
  delete from upload_chunks c
   using changed
   where c.upload_id = changed.id and @status = 'cancelled')
select h.status, exists (select from changed) as is_changed
  from held h
