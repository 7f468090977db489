select id, name, active, trial_mode, permissions, rate_limit, daily_email, daily_sms, daily_international_sms, daily_letter,
       prefix_sms, contact_link, created_at
  from services
 where id = @service_id
