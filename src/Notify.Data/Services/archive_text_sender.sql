update sms_senders
   set archived_at = now()
 where service_id = @service_id and id = @id and archived_at is null
