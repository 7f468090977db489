select t.id, t.service_id, t.channel, v.name, t.stable_name, t.hidden, t.has_unsubscribe_link, t.lane, t.postage, t.letter_contact,
       v.version, v.subject, v.body, u.email_address as created_by, v.created_at as version_created_at, t.created_at, t.archived_at
  from templates t
  join template_versions v on v.template_id = t.id and v.version = t.version
  left join users u on u.id = v.created_by
 where t.service_id = @service_id and t.archived_at is null and not t.hidden and t.channel = coalesce(@channel, t.channel)
 order by t.name, array_position(array['sms', 'email', 'letter'], t.channel), t.id
