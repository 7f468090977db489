-- Switched on again: what waits, queued while it was off or before, is due now.
with resumed as (
  update service_callbacks c
     set failures = 0, failing_since = null, held_until = null, suspended_at = null, suspended_reason = null, updated_at = now()
    from service_callbacks old
   where c.service_id = @service_id and c.kind = @kind and old.id = c.id
  returning c.service_id, c.kind, old.suspended_at),
due as (
  update callback_queue q
     set due_at = now()
    from resumed r
   where q.service_id = r.service_id and q.kind = r.kind and q.owner is null and q.due_at > now()),
told as (
  insert into service_notices (service_id, kind, words)
  select service_id, 'callback-resumed', 'The ' || kind || ' callback was switched on again'
    from resumed
   where suspended_at is not null)
select (select count(*) from callback_queue q where q.service_id = r.service_id and q.kind = r.kind and q.owner is null)
       + (select count(*) from callback_queue q where q.service_id = r.service_id and q.kind = r.kind and q.owner is not null) as waiting
  from resumed r
