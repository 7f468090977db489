-- The counters of this batch after it.
select c.service_id, c.kind, c.count, now() as read_at
  from daily_counts c
  join unnest(@counter_services, @counter_kinds) as w(service_id, kind) on w.service_id = c.service_id and w.kind = c.kind
 where c.day = (now() at time zone 'utc')::date
