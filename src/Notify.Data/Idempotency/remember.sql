-- Keys first, in order, so that hosts which write the same ones wait for each other instead of standing in each other's way.
-- A key whose row another transaction is writing waits for its end; a row past its 24 hours is taken over.
insert into idempotency_keys as k (service_id, key_type, key, request_id, request_hash, answer)
select service_id, key_type, key, request_id, request_hash, answer
  from unnest(@service_ids, @key_types, @keys, @request_ids, @hashes, @answers) as r(service_id, key_type, key, request_id, request_hash, answer)
 order by service_id, key_type, key
    on conflict (service_id, key_type, key) do update
   set request_id = excluded.request_id, request_hash = excluded.request_hash, answer = excluded.answer, created_at = excluded.created_at
 where k.created_at <= now() - interval '24 hours'
