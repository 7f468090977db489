select id, notification_id, service_id, channel, recipient, sender, subject, content, encoding, fragments, captured_at
  from sandbox_messages
 where id = @id
