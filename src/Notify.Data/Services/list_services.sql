select id, name, active, sms_sender, prefix_sms, created_at
  from services
 order by lower(name)
