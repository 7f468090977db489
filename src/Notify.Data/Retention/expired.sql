-- What has just come to its end is left for as long as services are still being told.
select n.id
  from notifications n
 where n.service_id = @service_id and n.channel = @channel and n.id >= @from and n.id < @to and n.id > @after
   and coalesce(n.updated_at, n.created_at) < now() - @telling
   and not exists (select from notification_queue q where q.id = n.id)
 order by n.id
 limit @batch_size
