select id, kind, delivery_id, subject_id, try, outcome, status_code, fault, duration_ms, at
  from callback_attempts
 where service_id = @service_id and (@older_than is null or id < @older_than) and (not @only_failed or outcome <> 'delivered')
 order by id desc
 limit @page_size
