-- A carrier that repeats itself stores a text once.
insert into received_texts (service_id, id, notify_number, user_number, content, created_at, provider, provider_reference, provider_time, opt_out)
values (@service_id, @id, @notify_number, @user_number, @content, @created_at, @provider, @provider_reference, @provider_time, @opt_out)
on conflict do nothing
