-- Pauses, resumes or cancels an upload that is held. What rows that are notifications already have to follow is done by a job, which
-- rows_differ keeps in mind.
with dropped as (
  delete from upload_chunks
   where upload_id = @id and @status = 'cancelled')
update uploads
   set status = case
         when @status <> 'resumed' then @status
         when stored_rows >= row_count then 'finished'
         when scheduled_for > now() then 'scheduled'
         else 'pending' end,
       finished_at = case when @status = 'cancelled' then now() else finished_at end,
       rows_differ = stored_rows > 0,
       resumed_at = case when @status = 'resumed' then now() else resumed_at end,
       change = change + 1,
       touched_at = '-infinity',
       delivered = null, failed = null, cancelled = null
 where id = @id
