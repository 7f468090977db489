-- The answers of keys that another request had before.
select r.ordinal, k.request_id, k.request_hash, k.answer
  from unnest(@service_ids, @key_types, @keys, @request_ids, @ordinals) as r(service_id, key_type, key, request_id, ordinal)
  join idempotency_keys k on k.service_id = r.service_id and k.key_type = r.key_type and k.key = r.key
 where k.request_id <> r.request_id
