select t.id, t.service_id, t.channel, t.name, v.version, v.subject, v.body, t.created_at, t.archived_at
  from templates t
  join template_versions v on v.template_id = t.id and v.version = t.version
 where t.service_id = @service_id and t.archived_at is null
 order by lower(t.name), t.id
