-- Lanes that have something to send now.
select channel, lane
  from (values ('email', 'priority'), ('email', 'normal'), ('email', 'bulk'), ('sms', 'priority'), ('sms', 'normal'), ('sms', 'bulk')) as lanes(channel, lane)
 where exists (
   select
     from notification_queue q
    where q.channel = lanes.channel and q.lane = lanes.lane and q.owner is null and q.due_at <= now())
