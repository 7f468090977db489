update uploads
   set touched_at = now(), rows_differ = @rows_differ
 where id = @id
