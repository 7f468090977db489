insert into users as u (id, name, email_address, mobile_number)
values (@id, @name, @email_address, @mobile_number)
on conflict (lower(email_address)) do update
   set name = excluded.name, email_address = excluded.email_address, mobile_number = coalesce(excluded.mobile_number, u.mobile_number)
returning id
