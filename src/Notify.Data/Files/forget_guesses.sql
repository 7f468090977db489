update files
   set guesses = 0,
       last_guess_at = null
 where service_id = @service_id
   and id = @id
