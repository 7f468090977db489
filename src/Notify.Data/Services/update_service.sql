update services
   set name = @name, active = @active, trial_mode = @trial_mode, permissions = @permissions, rate_limit = @rate_limit,
       daily_email = @daily_email, daily_sms = @daily_sms, daily_international_sms = @daily_international_sms, daily_letter = @daily_letter,
       prefix_sms = @prefix_sms, contact_link = @contact_link
 where id = @id
