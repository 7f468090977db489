select n.id, n.job_row_number
  from notifications n
 where n.service_id = @service_id and n.job_id = @id and n.id >= @from and n.job_row_number > @after
 order by n.job_row_number
 limit @page_size
