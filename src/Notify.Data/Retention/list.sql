select service_id, channel, days
  from service_retention
 where @service_id is null or service_id = @service_id
