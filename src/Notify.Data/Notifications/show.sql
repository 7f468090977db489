-- Notifications as they are shown, each asked for by its service. Many requests are answered by one statement.
select n.id, n.service_id, n.channel, n.status, n.key_type, n.template_id, n.template_version, n.recipient, n.recipient_as_sent,
       n.personalisation, n.reference, n.sender, n.international, n.fragments, n.rate_multiplier, n.provider, n.provider_reference,
       n.created_at, n.sent_at, n.updated_at, n.reply_to, n.unsubscribe_url, n.has_unsubscribe_link, n.scheduled_for, n.job_id, n.postage,
       u.name as created_by_name, asked.ordinal::integer as ordinal
  from unnest(@service_ids, @ids) with ordinality as asked(service_id, id, ordinal)
  join notifications n on n.service_id = asked.service_id and n.id = asked.id
  left join users u on u.id = n.created_by
 where n.id = any(@ids) and n.id between @first and @last
