-- Claims due callbacks: a few of each service that has some, so that no service waits behind another's thousands or behind a receiver that
-- hangs. A service has at most so many in flight; one whose receiver fails has a single one, to see whether it is back, and none while held.
-- First come those that have fewest in flight, and each gets its share of the places, so that slow receivers do not take them all in turn.
with recursive waiting as (
  (select q.service_id from callback_queue q where q.owner is null order by q.service_id limit 1)
  union all
  select (select q.service_id from callback_queue q where q.owner is null and q.service_id > w.service_id order by q.service_id limit 1)
    from waiting w
   where w.service_id is not null),
receivers as materialized (
  select f.service_id, f.kind, f.held, least(f.free, ceil(@batch_size::numeric / count(*) over ())::bigint) as free
    from (
      select c.service_id, c.kind, h.held, case when c.failures >= @breaker_after then 1 else @per_service end - h.held as free
        from waiting w
        join service_callbacks c on c.service_id = w.service_id
       cross join lateral (
         select count(*) as held from callback_queue q where q.owner is not null and q.service_id = c.service_id and q.kind = c.kind) as h
       where c.suspended_at is null and (c.held_until is null or c.held_until <= now())
         -- Who has something for later only takes no share.
         and exists (
           select from callback_queue q where q.service_id = c.service_id and q.kind = c.kind and q.owner is null and q.due_at <= now())) as f
   where f.free > 0
   order by f.held, random()),
due as (
  select picked.id
    from receivers r
   cross join lateral (
     select q.id
       from callback_queue q
      where q.service_id = r.service_id and q.kind = r.kind and q.owner is null and q.due_at <= now()
      order by q.due_at
      limit r.free
        for update skip locked) as picked
   limit @batch_size)
update callback_queue q
   set owner = @owner, attempt = q.attempt + 1, lease_until = now() + @lease
  from due
 where q.id = due.id
returning q.id, q.service_id, q.kind, q.subject_id, q.attempt, q.tries
