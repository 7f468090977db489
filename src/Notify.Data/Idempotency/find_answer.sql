select request_id, request_hash, answer
  from idempotency_keys
 where service_id = @service_id and key_type = @key_type and key = @key and created_at > now() - interval '24 hours'
