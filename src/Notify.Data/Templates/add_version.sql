-- Only over the version that was edited: of two people who edit at once, the later is told.
with template as (
  update templates
     set version = version + 1, name = @name, has_unsubscribe_link = @has_unsubscribe_link, lane = @lane
   where service_id = @service_id and id = @id and version = @version and archived_at is null
  returning id, service_id, version, name)
insert into template_versions (template_id, version, service_id, name, subject, body, created_by)
select id, version, service_id, name, @subject, @body, @author
  from template
returning version
