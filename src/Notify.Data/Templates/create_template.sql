with template as (
  insert into templates (id, service_id, channel, name)
  values (@id, @service_id, @channel, @name)
  returning id, service_id, version)
insert into template_versions (template_id, version, service_id, subject, body)
select id, version, service_id, @subject, @body
  from template
