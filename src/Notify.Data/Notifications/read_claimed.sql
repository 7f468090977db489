-- What a worker needs of the notifications it has claimed.
select n.id, n.service_id, n.channel, n.status, n.key_type, n.template_id, n.template_version, n.recipient, n.recipient_as_sent,
       n.personalisation, n.reference, n.sender, n.international, n.fragments, n.rate_multiplier, n.provider, n.provider_reference,
       n.created_at, n.sent_at, n.updated_at, n.reply_to, n.unsubscribe_url, n.has_unsubscribe_link, n.scheduled_for, n.job_id, n.postage,
       s.name as service_name, s.prefix_sms, s.active, suppressed.reason as suppressed_reason
  from notifications n
  join services s on s.id = n.service_id
  left join lateral (
    select x.reason || case when x.service_id is null then ', for the whole platform' else '' end as reason
      from suppressions x
     where x.recipient = n.recipient and x.channel = n.channel and (x.service_id = n.service_id or x.service_id is null)
       and x.removed_at is null and (x.expires_at is null or x.expires_at > now())
     order by x.service_id nulls last, x.created_at desc
     limit 1) as suppressed on n.key_type <> 'test'
 where n.id = any(@ids) and n.id between @first and @last
