insert into unsubscribe_requests (service_id, id, notification_id, template_id, template_version, email_address)
select @service_id, @id, @notification_id, @template_id, @template_version, @email_address
 where exists (select from services where id = @service_id)
on conflict (service_id, notification_id) where processed_at is null do nothing
