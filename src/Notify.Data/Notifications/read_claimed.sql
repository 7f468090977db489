-- What a worker needs of the notifications it has claimed.
select n.id, n.service_id, n.channel, n.status, n.key_type, n.template_id, n.template_version, n.recipient, n.recipient_as_sent,
       n.personalisation, n.reference, n.sender, n.international, n.fragments, n.rate_multiplier, n.provider, n.provider_reference,
       n.created_at, n.sent_at, n.updated_at, n.reply_to, n.unsubscribe_url, n.has_unsubscribe_link, n.scheduled_for, n.job_id, n.postage,
       s.name as service_name, s.prefix_sms, s.active
  from notifications n
  join services s on s.id = n.service_id
 where n.id = any(@ids)
