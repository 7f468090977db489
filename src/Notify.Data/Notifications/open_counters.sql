-- Today's counters of this batch, where they are not there yet.
insert into daily_counts (service_id, day, kind)
select service_id, (now() at time zone 'utc')::date, kind
  from unnest(@counter_services, @counter_kinds) as c(service_id, kind)
 order by service_id, kind
    on conflict do nothing
