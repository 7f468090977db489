select c.id, c.kind, c.url, c.failures, c.failing_since, c.suspended_at, c.suspended_reason, c.previous_until, c.updated_at,
       (select count(*) from callback_queue q where q.service_id = c.service_id and q.kind = c.kind and q.owner is null)
       + (select count(*) from callback_queue q where q.service_id = c.service_id and q.kind = c.kind and q.owner is not null) as waiting
  from service_callbacks c
 where c.service_id = @service_id
 order by c.kind
