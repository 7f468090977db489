-- In two steps of one statement: the index allows one key without an end for each name, and is looked at row by row.
-- Of two who replace a key at once, the later finds that the end it saw is no longer there.
with replaced as (
  update api_keys
     set revoked_at = least(revoked_at, now() + @grace)
   where service_id = @service_id and id = @replaced and revoked_at is not distinct from @seen_end
  returning name, key_type, priority)
insert into api_keys (id, service_id, name, key_type, priority, secret, revoked_at)
select @id, @service_id, name, key_type, priority, @secret, @revoked_at
  from replaced
