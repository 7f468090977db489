-- Finds notifications by the provider's own id, among those young enough for a receipt to matter.
select r.ordinal::integer as ordinal, n.id
  from unnest(@providers, @references) with ordinality as r(provider, reference, ordinal)
  join notifications n on n.receipt_reference = r.reference and n.provider = r.provider
 where n.receipt_reference = any(@references)
   and n.id >= uuid_of_day((now() at time zone 'utc')::date - 10)
