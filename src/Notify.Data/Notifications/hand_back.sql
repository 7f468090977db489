-- Gives unsent claims back at once. It costs no try: only recorded outcomes do.
with held as (
  select q.id
    from notification_queue q
    join unnest(@ids, @attempts) as claim(id, attempt) on claim.id = q.id and claim.attempt = q.attempt
   where q.owner = @owner
   order by q.id
     for update of q)
update notification_queue q
   set owner = null, lease_until = null
  from held
 where q.id = held.id
