insert into services (
  id, name, active, trial_mode, permissions, rate_limit, daily_email, daily_sms, daily_international_sms, daily_letter, prefix_sms, contact_link)
values (
  @id, @name, @active, @trial_mode, @permissions, @rate_limit, @daily_email, @daily_sms, @daily_international_sms, @daily_letter, @prefix_sms, @contact_link)
on conflict (lower(name)) do nothing
