-- A service with its keys. A revoked key is remembered until seven days after the day of its revocation,
-- only so that its owner is told so.
select s.id, s.name, s.active, s.trial_mode, s.permissions, s.rate_limit, s.daily_email, s.daily_sms, s.daily_international_sms,
       s.daily_letter, s.prefix_sms, s.contact_link, s.created_at,
       k.id as key_id, k.name as key_name, k.key_type, k.secret, k.revoked_at
  from services s
  left join api_keys k
    on k.service_id = s.id
   and (k.revoked_at is null or k.revoked_at >= date_trunc('day', now() at time zone 'utc') at time zone 'utc' - interval '7 days')
 where s.id = @service_id
 order by k.created_at
