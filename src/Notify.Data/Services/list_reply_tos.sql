select id, email_address, is_default
  from email_reply_tos
 where service_id = @service_id and archived_at is null
 order by is_default desc, created_at, id
