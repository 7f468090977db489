-- A batch at a time, passing over rows that a request is about to take over.
delete from idempotency_keys
 where ctid = any(array(
   select ctid
     from idempotency_keys
    where created_at <= now() - interval '24 hours'
    limit @batch_size
      for update skip locked))
