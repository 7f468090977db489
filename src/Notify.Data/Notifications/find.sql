select id, service_id, channel, status, key_type, template_id, template_version, recipient, recipient_as_sent, personalisation,
       reference, sender, international, fragments, rate_multiplier, provider, provider_reference, created_at, sent_at, updated_at,
       reply_to, unsubscribe_url, has_unsubscribe_link, scheduled_for, job_id, postage
  from notifications
 where service_id = @service_id and id = @id
