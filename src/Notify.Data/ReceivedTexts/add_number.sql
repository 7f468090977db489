-- Gives a number to a service, unless another has it, and lets the service receive texts.
with added as (
  insert into inbound_numbers (service_id, number)
  values (@service_id, @number)
  on conflict (number) do update set number = excluded.number where inbound_numbers.service_id = excluded.service_id
  returning service_id),
allowed as (
  update services s
     set permissions = array_append(s.permissions, 'inbound_sms')
    from added
   where s.id = added.service_id and not 'inbound_sms' = any(s.permissions))
select service_id
  from added
