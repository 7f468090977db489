-- Claims due rows of one lane, in equal shares among the services that have some: a service with a hundred thousand rows waits for
-- itself, not others for it. Steps from service to service through the index, beginning behind the one served last; of each the
-- oldest. Rows that another worker is claiming are passed over, not waited for. Services that have only something for later are stepped
-- over uncounted: however many they are, they must not hide those behind them.
with recursive ahead as (
  (select q.service_id, q.due_at, 1 as step
     from notification_queue q
    where q.channel = @channel and q.lane = @lane and q.owner is null and q.service_id > @after
    order by q.service_id, q.due_at
    limit 1)
  union all
  select next.service_id, next.due_at, a.step + (a.due_at <= now())::integer
    from ahead a
   cross join lateral (
      select q.service_id, q.due_at
        from notification_queue q
       where q.channel = @channel and q.lane = @lane and q.owner is null and q.service_id > a.service_id
       order by q.service_id, q.due_at
       limit 1) next
   where a.step < @most_services),
behind as (
  (select q.service_id, q.due_at, 1 as step
     from notification_queue q
    where q.channel = @channel and q.lane = @lane and q.owner is null
    order by q.service_id, q.due_at
    limit 1)
  union all
  select next.service_id, next.due_at, b.step + (b.due_at <= now())::integer
    from behind b
   cross join lateral (
      select q.service_id, q.due_at
        from notification_queue q
       where q.channel = @channel and q.lane = @lane and q.owner is null and q.service_id > b.service_id
       order by q.service_id, q.due_at
       limit 1) next
   where b.step < @most_services and next.service_id <= @after),
waiting as materialized (
  select service_id, row_number() over (order by half, step) as turn
    from (
      select 1 as half, step, service_id, due_at from ahead
      union all
      select 2, step, service_id, due_at from behind where service_id <= @after) as both_halves
   where due_at <= now()
   order by half, step
   limit @batch_size),
share as materialized (
  select ceil(@batch_size::numeric / greatest(count(*), 1))::integer as most
    from waiting),
due as (
  select q.id, w.turn
    from waiting w
   cross join lateral (
      select id
        from notification_queue
       where channel = @channel and lane = @lane and service_id = w.service_id and owner is null and due_at <= now()
       order by due_at
       limit (select most from share)
         for update skip locked) q
   order by w.turn
   limit @batch_size)
update notification_queue q
   set owner = @owner, attempt = q.attempt + 1, lease_until = now() + @lease
  from due
 where q.id = due.id
returning q.id, q.service_id, q.attempt, q.tries, q.doubts, q.failed_provider, case when q.kept_until > now() then q.kept_by end as kept_by,
          now() - q.waits_since as age, due.turn, (select most from share) as share
