insert into rates (kind, valid_from, amount)
values (@kind, @valid_from, @amount)
on conflict (kind, valid_from) do update set amount = excluded.amount
