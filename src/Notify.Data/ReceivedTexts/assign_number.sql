insert into inbound_numbers (service_id, number)
values (@service_id, @number)
on conflict (number) do update set service_id = excluded.service_id
