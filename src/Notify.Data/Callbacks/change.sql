update service_callbacks
   set url = @url, bearer_token = coalesce(@bearer_token, bearer_token), failures = 0, failing_since = null, held_until = null,
       suspended_at = null, suspended_reason = null, updated_at = now()
 where service_id = @service_id and id = @id
