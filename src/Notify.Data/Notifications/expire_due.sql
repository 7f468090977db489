-- What waits in a lane past its age: while no provider takes anything nothing is claimed, and the age of a code must still end.
-- What may have gone out is left to the claim, which says so. fail_old.sql follows.
with old as (
  select id
    from notification_queue
   where channel = @channel and lane = @lane and owner is null and due_at <= now() and doubts = 0 and waits_since < now() - @age
   order by id
   limit @batch_size
     for update skip locked)
