insert into service_retention as r (service_id, channel, days)
values (@service_id, @channel, @days)
    on conflict (service_id, channel) do update
   set days = excluded.days
 where r.days <> excluded.days
