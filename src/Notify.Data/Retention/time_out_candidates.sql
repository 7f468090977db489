select n.id
  from notifications n
 where n.id > @after and n.id >= uuid_at(now() - @oldest) and n.id < uuid_at(now() - @age)
   and n.created_at < now() - @age and n.status = any(@open) and n.channel in ('email', 'sms')
 order by n.id
 limit @batch_size
