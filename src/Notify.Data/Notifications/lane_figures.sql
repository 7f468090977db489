-- Every lane of the queue in figures, empty ones included.
select lanes.channel, lanes.lane, count(q.id) as due,
       coalesce(now() - min(q.waits_since), interval '0') as oldest_age,
       count(q.id) filter (where q.stuck >= @stuck) as stuck
  from (values ('email', 'priority'), ('email', 'normal'), ('email', 'bulk'), ('sms', 'priority'), ('sms', 'normal'), ('sms', 'bulk')) as lanes(channel, lane)
  left join notification_queue q on q.channel = lanes.channel and q.lane = lanes.lane and q.due_at <= now()
 group by lanes.channel, lanes.lane
