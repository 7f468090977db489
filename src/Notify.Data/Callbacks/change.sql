-- Another address or token: switched on again like a resume, with the time since when it was off.
with changed as (
  update service_callbacks c
     set url = @url, bearer_token = coalesce(@bearer_token, c.bearer_token), failures = 0, failing_since = null, held_until = null,
         suspended_at = null, suspended_reason = null, updated_at = now(), missed_since = least(c.missed_since, c.suspended_at)
    from service_callbacks old
   where c.service_id = @service_id and c.id = @id and old.id = c.id
  returning c.service_id, c.kind, c.missed_since, old.suspended_at),
due as (
  update callback_queue q
     set due_at = now()
    from changed c
   where c.suspended_at is not null and q.service_id = c.service_id and q.kind = c.kind and q.owner is null and q.due_at > now()),
told as (
  insert into service_notices (service_id, kind, words)
  select service_id, 'callback-resumed', 'The ' || kind || ' callback was switched on again'
    from changed
   where suspended_at is not null)
select missed_since from changed
