insert into unmatched_receipts (id, provider, provider_reference, status, kind, reason, provider_time)
select *
  from unnest(@ids, @providers, @references, @statuses, @kinds, @reasons, @times)
