-- The version that archiving makes holds the same words.
with template as (
  update templates
     set version = version + 1, archived_at = now()
   where service_id = @service_id and id = @id and archived_at is null
  returning id, service_id, version)
insert into template_versions (template_id, version, service_id, name, subject, body, created_by)
select t.id, t.version, t.service_id, last.name, last.subject, last.body, @author
  from template t
  join template_versions last on last.template_id = t.id and last.version = t.version - 1
returning version
