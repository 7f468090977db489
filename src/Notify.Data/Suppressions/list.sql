-- Those that count now, newest first. The platform's own are listed with no service.
select id, service_id, channel, recipient, reason, source_notification_id, created_at, expires_at
  from suppressions
 where service_id is not distinct from @service_id
   and removed_at is null and (expires_at is null or expires_at > now())
   and (@recipient is null or recipient = @recipient)
   and (@older_than is null
        or (created_at, id) < (select created_at, id from suppressions where service_id is not distinct from @service_id and id = @older_than))
 order by created_at desc, id desc
 limit @page_size
