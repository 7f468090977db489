with gone as (
  delete from guest_list
   where service_id = @service_id and recipient <> all(@recipients))
insert into guest_list (service_id, recipient)
select @service_id, unnest(@recipients)
on conflict do nothing
