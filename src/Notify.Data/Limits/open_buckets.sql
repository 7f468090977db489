-- Full buckets for services and key types that have none yet.
insert into request_tokens (service_id, key_type, tokens, refilled_at)
select service_id, key_type, capacity, clock_timestamp()
  from unnest(@service_ids, @key_types, @capacities) as a(service_id, key_type, capacity)
 order by service_id, key_type
    on conflict do nothing
