delete from notification_events
 where notification_id = any(@ids)
