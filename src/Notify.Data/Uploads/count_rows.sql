-- How many notifications of an upload have which status. @from: the smallest id they can have, which leaves older partitions out.
select n.status, count(*)::integer as count
  from notifications n
 where n.service_id = @service_id and n.job_id = @id and n.id >= @from
 group by n.status
