-- By name, a key that is being replaced goes with the one that replaces it.
update api_keys
   set revoked_at = now()
 where service_id = @service_id
   and (revoked_at is null or revoked_at > now())
   and (id = @id or lower(name) = lower(@name))
