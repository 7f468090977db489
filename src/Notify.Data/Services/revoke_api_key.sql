update api_keys
   set revoked_at = now()
 where service_id = @service_id
   and revoked_at is null
   and (id = @id or lower(name) = lower(@name))
