-- Switched on again: what still waits is due now, and what came to pass in between is still to be
-- queued, from when it was switched off.
with resumed as (
  update service_callbacks c
     set failures = 0, failing_since = null, held_until = null, suspended_at = null, suspended_reason = null, updated_at = now(),
         missed_since = least(c.missed_since, c.suspended_at)
    from service_callbacks old
   where c.service_id = @service_id and c.kind = @kind and old.id = c.id
  returning c.service_id, c.kind, c.missed_since, old.suspended_at),
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
select missed_since from resumed
