select content
  from files
 where service_id = @service_id
   and id = @id
   and expires_at > now()
