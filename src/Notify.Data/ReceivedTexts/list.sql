-- An unknown older_than, or another service's, gives an empty page: comparing with no row is not true.
select id, service_id, notify_number, user_number, content, created_at, opt_out
  from received_texts
 where service_id = @service_id
   and (@older_than is null
        or (created_at, id) < (select created_at, id from received_texts where service_id = @service_id and id = @older_than))
 order by created_at desc, id desc
 limit @page_size
