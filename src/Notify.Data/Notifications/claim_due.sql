-- Claims due rows of one lane; rows that another worker is claiming are passed over, not waited for.
with due as (
  select id
    from notification_queue
   where channel = @channel and lane = @lane and owner is null and due_at <= now()
   order by due_at
   limit @batch_size
     for update skip locked)
update notification_queue q
   set owner = @owner, attempt = q.attempt + 1, lease_until = now() + @lease
  from due
 where q.id = due.id
returning q.id, q.attempt, q.tries
