select id, sender, is_default
  from sms_senders
 where service_id = @service_id and archived_at is null
 order by is_default desc, created_at, id
