-- Locks the places in the queue of what was handed over, in order. A statement of its own: the one that records begins after it and sees them
-- as they are, those that a receipt has just taken away included.
select
  from notification_queue
 where id = any(@ids)
 order by id
   for update
