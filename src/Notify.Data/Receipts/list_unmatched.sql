select id, provider, provider_reference, status, kind, reason, provider_time
  from unmatched_receipts
 where id > @after
 order by id
 limit @batch_size
