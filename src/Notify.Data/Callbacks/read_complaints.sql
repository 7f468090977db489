select id, notification_id, reference, recipient, complained_at
  from complaints
 where id = any(@ids)
