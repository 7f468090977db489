-- Counts a whole upload against the limits of the day: a kind that has no room for all of it is left as it is and missing in the result.
-- Locks: the counters are held since the statement before.
update daily_counts c
   set count = c.count + w.messages
  from unnest(@counter_kinds, @counter_messages, @counter_limits) as w(kind, messages, most)
 where c.service_id = @service_id
   and c.day = (now() at time zone 'utc')::date
   and c.kind = w.kind
   and c.count + w.messages <= w.most
returning c.kind
