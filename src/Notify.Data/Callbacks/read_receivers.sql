select id, service_id, kind, url, bearer_token, signing_secret, previous_until > now() as has_previous, previous_secret
  from service_callbacks
 where service_id = any(@service_ids) and suspended_at is null
