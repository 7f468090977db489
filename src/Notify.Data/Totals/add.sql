-- In order of the key: two programs that fold at once wait for each other, and do not stand in each other's way.
insert into notification_totals as t (service_id, local_day, template_id, channel, status, messages, fragments, units)
select service_id, local_day, template_id, channel, status, sum(messages), sum(fragments), sum(units)
  from unnest(@services, @days, @templates, @channels, @statuses, @messages, @fragments, @units)
    as c(service_id, local_day, template_id, channel, status, messages, fragments, units)
 group by service_id, local_day, template_id, channel, status
 order by service_id, local_day, template_id, channel, status
    on conflict (service_id, local_day, template_id, channel, status) do update
   set messages = t.messages + excluded.messages, fragments = t.fragments + excluded.fragments, units = t.units + excluded.units
