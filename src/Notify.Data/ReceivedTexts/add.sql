insert into received_texts (service_id, id, notify_number, user_number, content, created_at)
values (@service_id, @id, @notify_number, @user_number, @content, @created_at)
