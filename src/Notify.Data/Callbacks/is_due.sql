select exists (
  select
    from service_callbacks c
   where c.suspended_at is null and (c.held_until is null or c.held_until <= now())
     and exists (select from callback_queue q where q.service_id = c.service_id and q.kind = c.kind and q.owner is null and q.due_at <= now()))
