insert into sandbox_messages (id, notification_id, service_id, channel, recipient, sender, subject, content, encoding, fragments)
values (@id, @notification_id, @service_id, @channel, @recipient, @sender, @subject, @content, @encoding, @fragments)
