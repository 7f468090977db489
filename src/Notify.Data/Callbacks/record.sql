-- Records what became of requests, many at once, guarded by owner and attempt. Locks: queue rows first, then receivers, each in order.
with outcome as (
  select *
    from unnest(@ids, @attempts, @outcomes, @retry_after, @codes, @faults, @durations, @gone)
      as o(id, attempt, outcome, retry_after, status_code, fault, duration_ms, gone)),
held as (
  select o.*, q.service_id, q.kind, q.subject_id, q.tries
    from callback_queue q
    join outcome o on o.id = q.id and o.attempt = q.attempt
   where q.owner = @owner
   order by q.id
     for update of q),
retried as (
  update callback_queue q
     set owner = null, lease_until = null, tries = q.tries + 1, due_at = now() + held.retry_after
    from held
   where q.id = held.id and held.outcome = 'retry'),
given_back as (
  update callback_queue q
     set owner = null, lease_until = null
    from held
   where q.id = held.id and held.outcome = 'waits'),
finished as (
  delete from callback_queue q
   using held
   where q.id = held.id and held.outcome not in ('retry', 'waits')),
logged as (
  insert into callback_attempts (service_id, kind, delivery_id, subject_id, try, outcome, status_code, fault, duration_ms)
  select service_id, kind, id, subject_id, tries + 1, outcome, status_code, fault, duration_ms
    from held
   where outcome <> 'waits'),
tally as (
  select service_id, kind, bool_or(outcome = 'delivered') as through, count(*) filter (where outcome = 'retry') as failed,
         bool_or(outcome <> 'delivered') as refused, bool_or(gone) as gone
    from held
   -- What is not kept any more says nothing of its receiver, who was not asked.
   where outcome <> 'waits' and (fault is null or fault <> all(@unsent))
   group by service_id, kind),
locked as (
  select c.id, t.through, t.failed, t.refused, t.gone
    from service_callbacks c
    join tally t on t.service_id = c.service_id and t.kind = c.kind
   where t.failed > 0 or t.refused or t.gone or c.failures > 0 or c.failing_since is not null
   order by c.id
     for update of c),
counted as (
  -- Those that were under way together when the receiver fell silent count up to the breaker once; beyond it only probes count.
  select l.*, c.service_id, c.kind, c.failing_since,
         case when l.through then 0
              when c.failures < @breaker_after then least(c.failures + l.failed, @breaker_after)
              when l.failed > 0 and coalesce(c.held_until, now()) <= now() then c.failures + 1
              else c.failures end as failures,
         c.failing_since < now() - @suspend_after
           and (select count(*)
                  from (select from callback_attempts a
                         where a.service_id = c.service_id and a.kind = c.kind and a.at >= c.failing_since and (a.fault is null or a.fault <> all(@unsent)) limit 10) as seen) = 10 as is_dead
    from locked l
    join service_callbacks c on c.id = l.id),
judged as (
  update service_callbacks c
     set failures = n.failures,
         failing_since = case when n.through then null else coalesce(c.failing_since, now()) end,
         held_until = case
           when n.failures < @breaker_after then null
           when n.failures = c.failures then c.held_until
           else now() + least(@hold * power(2, least(n.failures - @breaker_after, 10)), @hold_at_most) end,
         suspended_at = case when c.suspended_at is null and not n.through and (n.gone or n.is_dead) then now() else c.suspended_at end,
         suspended_reason = case
           when c.suspended_at is not null or n.through then c.suspended_reason
           when n.gone then 'the receiver answered 410 Gone'
           when n.is_dead then 'no request has gone through since ' || to_char(n.failing_since at time zone 'utc', 'YYYY-MM-DD HH24:MI "UTC"')
           else c.suspended_reason end
    from counted n
   where c.id = n.id
  returning c.service_id, c.kind, c.suspended_at, c.suspended_reason),
told as (
  insert into service_notices (service_id, kind, words)
  select service_id, 'callback-suspended', 'The ' || kind || ' callback was switched off: ' || suspended_reason
    from judged
   where suspended_at = now())
select service_id, kind, suspended_reason
  from judged
 where suspended_at = now()
