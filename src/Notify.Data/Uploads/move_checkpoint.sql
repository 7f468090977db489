-- In the transaction that stored the chunk's rows.
with dropped as (
  delete from upload_chunks
   where upload_id = @id and number = @number)
update uploads
   set stored_rows = stored_rows + @rows,
       status = case when stored_rows + @rows >= row_count then 'finished' else 'in progress' end,
       started_at = coalesce(started_at, now()),
       finished_at = case when stored_rows + @rows >= row_count then now() end,
       touched_at = now()
 where id = @id
