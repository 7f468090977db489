-- What is not folded yet: seconds' worth.
select quarter, template_id, channel, status, sum(messages)::bigint as messages, sum(fragments)::bigint as fragments, sum(units)::bigint as units
  from notification_total_changes
 where service_id = @service_id
 group by quarter, template_id, channel, status
