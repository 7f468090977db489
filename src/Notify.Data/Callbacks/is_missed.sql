select exists (
  select from service_callbacks where service_id = @service_id and kind = @kind and missed_since = @missed_since) as is_missed
