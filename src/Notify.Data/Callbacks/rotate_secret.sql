update service_callbacks
   set previous_secret = @previous_secret, previous_until = now() + @grace, signing_secret = @signing_secret, updated_at = now()
 where service_id = @service_id and id = @id
