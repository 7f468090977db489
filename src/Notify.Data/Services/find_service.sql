select id, name, active, sms_sender, prefix_sms, created_at
  from services
 where id = @id or lower(name) = lower(@name)
 order by (id = @id) desc nulls last
 limit 1
