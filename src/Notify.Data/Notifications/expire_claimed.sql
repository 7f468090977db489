-- Of what a worker has claimed, what is past its age. What may have gone out is left alone. fail_old.sql follows.
with old as (
  select id
    from notification_queue
   where id = any(@ids) and owner = @owner and doubts = 0 and waits_since < now() - @age
   order by id
     for update)
