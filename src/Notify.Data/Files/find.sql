-- Without the content, which may be two megabytes.
select id, service_id, name, media_type, size, recipient_hash, expires_at
  from files
 where service_id = @service_id
   and id = @id
   and expires_at > now()
