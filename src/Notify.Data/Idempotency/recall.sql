-- The answers of keys that another request had before.
select k.service_id, k.key_type, k.key, k.request_id, k.request_hash, k.answer
  from unnest(@key_services, @key_types_of_keys, @keys, @key_requests) as r(service_id, key_type, key, request_id)
  join idempotency_keys k on k.service_id = r.service_id and k.key_type = r.key_type and k.key = r.key
 where k.request_id <> r.request_id
