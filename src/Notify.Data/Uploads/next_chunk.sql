select number, id, rows, content
  from upload_chunks
 where upload_id = @upload_id
 order by number
 limit 1
