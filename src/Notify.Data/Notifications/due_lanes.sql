-- Lanes that have something to send now: steps from service to service, since the first row of each is its oldest.
with recursive step as (
  (select channel, lane, service_id, due_at
     from notification_queue
    where owner is null
    order by channel, lane, service_id, due_at
    limit 1)
  union all
  select next.channel, next.lane, next.service_id, next.due_at
    from step s
   cross join lateral (
      select q.channel, q.lane, q.service_id, q.due_at
        from notification_queue q
       where q.owner is null
         and (q.channel, q.lane, q.service_id) > (
           s.channel, s.lane,
           -- A lane that is found to have something due needs no second look.
           case when s.due_at <= now() then 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid else s.service_id end)
       order by q.channel, q.lane, q.service_id, q.due_at
       limit 1) next)
select channel, lane
  from step
 where due_at <= now()
