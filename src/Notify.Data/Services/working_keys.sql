-- A revoked key is remembered until seven days after the day of its revocation, only so that its owner is told so.
select id, name, key_type, priority, secret, revoked_at
  from api_keys
 where service_id = @service_id
   and (revoked_at is null or revoked_at >= date_trunc('day', now() at time zone 'utc') at time zone 'utc' - interval '7 days')
 order by created_at
