-- Another address or token: switched on again like a resume.
with changed as (
  update service_callbacks c
     set url = @url, bearer_token = coalesce(@bearer_token, c.bearer_token), failures = 0, failing_since = null, held_until = null,
         suspended_at = null, suspended_reason = null, updated_at = now()
    from service_callbacks old
   where c.service_id = @service_id and c.id = @id and old.id = c.id
  returning c.service_id, c.kind, old.suspended_at),
due as (
  update callback_queue q
     set due_at = now()
    from changed c
   where c.suspended_at is not null and q.service_id = c.service_id and q.kind = c.kind and q.owner is null and q.due_at > now())
insert into service_notices (service_id, kind, words)
select service_id, 'callback-resumed', 'The ' || kind || ' callback was switched on again'
  from changed
 where suspended_at is not null
