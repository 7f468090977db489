insert into service_members (service_id, user_id)
values (@service_id, @user_id)
on conflict do nothing
