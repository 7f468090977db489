-- Ends a paused upload of which nothing is left to hold: its last messages were on their way when it was paused.
update uploads
   set status = 'finished', finished_at = coalesce(finished_at, now()), change = change + 1
 where id = @id and status = 'paused' and stored_rows >= row_count
