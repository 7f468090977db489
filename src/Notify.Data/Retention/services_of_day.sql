-- Steps through the index from service to service, whatever the number of their rows.
with recursive found as (
  (select n.service_id
     from notifications n
    where n.id >= @from and n.id < @to
    order by n.service_id
    limit 1)
  union all
  select (
    select n.service_id
      from notifications n
     where n.id >= @from and n.id < @to and n.service_id > found.service_id
     order by n.service_id
     limit 1)
    from found
   where found.service_id is not null)
select service_id
  from found
 where service_id is not null
