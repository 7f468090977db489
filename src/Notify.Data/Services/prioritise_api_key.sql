update api_keys
   set priority = @priority
 where service_id = @service_id and id = @id and (revoked_at is null or revoked_at > now())
