select id, kind, words, at
  from service_notices
 where service_id = @service_id
 order by id desc
 limit @page_size
