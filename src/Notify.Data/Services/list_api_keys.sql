select id, name, key_type, priority, created_at, revoked_at
  from api_keys
 where service_id = @service_id
 order by created_at desc, id
