select service_id, kind, missed_since
  from service_callbacks
 where missed_since is not null and suspended_at is null
 order by missed_since
