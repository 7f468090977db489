-- Ids begin with the time: newest first.
select u.id, u.service_id, u.channel, u.status, u.name, u.reference, u.template_id, u.template_version, u.key_type, u.api_key_id, u.created_by, u.sender,
       u.reply_to, u.has_unsubscribe_link, u.row_count, u.stored_rows, u.bad_row_count, u.bad_rows, u.scheduled_for, u.created_at, u.started_at,
       u.finished_at, u.delivered, u.failed, u.cancelled
  from uploads u
 where u.service_id = @service_id
   and u.key_type = any(@key_types)
   and u.id < coalesce(@older_than, 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid)
 order by u.id desc
 limit @page_size
