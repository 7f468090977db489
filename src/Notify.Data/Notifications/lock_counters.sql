-- Locks today's counters of this batch, in order. A statement of its own: the one that decides begins after it and sees them as they are.
select
  from daily_counts c
  join unnest(@counter_services, @counter_kinds) as w(service_id, kind) on w.service_id = c.service_id and w.kind = c.kind
 where c.day = (now() at time zone 'utc')::date
 order by c.service_id, c.kind
   for update of c
