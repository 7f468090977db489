-- Gives claims back that were not sent. It costs no try.
update callback_queue q
   set owner = null, lease_until = null
  from unnest(@ids, @attempts) as claim(id, attempt)
 where q.id = claim.id and q.attempt = claim.attempt and q.owner = @owner
