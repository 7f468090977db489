select id, notify_number, user_number, content, coalesce(provider_time, created_at) as received_at
  from received_texts
 where id = any(@ids)
