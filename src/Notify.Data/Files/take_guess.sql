-- Counts a guess before it is judged, so that any number of them at once cannot exceed the limit. An hour without a counted guess
-- begins a new count; those refused do not make the hour longer.
update files
   set guesses = case when last_guess_at > now() - @pause then guesses + 1 else 1 end,
       last_guess_at = now()
 where service_id = @service_id
   and id = @id
   and expires_at > now()
   and (guesses < @most or last_guess_at is null or last_guess_at <= now() - @pause)
