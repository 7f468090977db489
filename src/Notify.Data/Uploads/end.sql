-- Ends an upload that cannot go on.
with dropped as (
  delete from upload_chunks
   where upload_id = @id and @status = 'cancelled')
update uploads
   set status = @status, finished_at = now(), touched_at = now(), change = change + 1, rows_differ = @status = 'cancelled' and stored_rows > 0
 where id = @id
