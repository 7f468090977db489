-- Uploads that may have come to their end since they were last looked at: of some age, so that this looks at few of them often.
select u.id, u.service_id, u.created_at, u.status, u.row_count, u.stored_rows
  from uploads u
 where u.delivered is null and u.status in ('finished', 'cancelled') and not u.rows_differ and u.id > @after
 order by u.id
 limit @batch_size
