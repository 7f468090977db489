-- Of what a worker has claimed and no key opens, what is past its age: also what may have gone out in an earlier hand-over, since nobody could
-- tell that of the message any more. A late receipt is on the time line. fail_old.sql follows.
with old as (
  select id
    from notification_queue
   where id = any(@ids) and owner = @owner and waits_since < now() - @age
   order by id
     for update)
