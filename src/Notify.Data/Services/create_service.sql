insert into services (id, name, sms_sender, prefix_sms)
values (@id, @name, @sms_sender, @prefix_sms)
on conflict (lower(name)) do nothing
