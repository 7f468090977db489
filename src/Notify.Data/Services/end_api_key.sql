-- An end that is past already is now: what worked until this moment is not said to have stopped before.
update api_keys
   set revoked_at = case when @revoked_at is not null then greatest(@revoked_at, now()) end
 where service_id = @service_id and id = @id and (revoked_at is null or revoked_at > now())
