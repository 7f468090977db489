with template as (
  insert into templates (id, service_id, channel, name, stable_name, hidden, has_unsubscribe_link, lane, postage, letter_contact)
  values (@id, @service_id, @channel, @name, @stable_name, @hidden, @has_unsubscribe_link, @lane, @postage, @letter_contact)
  on conflict (service_id, stable_name) where archived_at is null do nothing
  returning id, service_id, version, name)
insert into template_versions (template_id, version, service_id, name, subject, body, created_by)
select id, version, service_id, name, @subject, @body, @author
  from template
