-- Another address or token: switched on again, with the time since when it was off.
update service_callbacks c
   set url = @url, bearer_token = coalesce(@bearer_token, c.bearer_token), failures = 0, failing_since = null, held_until = null,
       suspended_at = null, suspended_reason = null, updated_at = now()
  from service_callbacks old
 where c.service_id = @service_id and c.id = @id and old.id = c.id
returning old.suspended_at
