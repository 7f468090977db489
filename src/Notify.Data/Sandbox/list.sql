select id, notification_id, service_id, channel, recipient, sender, subject,
       case when channel = 'sms' then content else ''::bytea end as content, encoding, fragments, captured_at
  from sandbox_messages
 where @before is null or id < @before
 order by id desc
 limit @count
