-- Whether a message of an upload has not been handed over. Not asked with exists: that is planned for the first row, by reading whole days.
-- @from: the smallest id they can have, which leaves older partitions out.
select coalesce(bool_or(n.status = 'created'), false)
  from notifications n
 where n.service_id = @service_id and n.job_id = @id and n.id >= @from
