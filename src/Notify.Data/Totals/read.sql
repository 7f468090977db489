select local_day, template_id, channel, status, messages, fragments, units
  from notification_totals
 where service_id = @service_id and local_day between @first and @last
