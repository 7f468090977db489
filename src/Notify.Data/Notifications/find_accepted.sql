-- Which requests of a batch were committed, when nobody heard of it: by the notification, or by the remembered answer.
select r.id
  from unnest(@request_ids, @service_ids, @key_types, @keys) as r(id, service_id, key_type, key)
 where r.id in (select n.id from notifications n where n.id = any(@request_ids))
    or r.id = (
      select k.request_id
        from idempotency_keys k
       where k.service_id = r.service_id and k.key_type = r.key_type and k.key = r.key)
