-- History: never in the queue, so nothing sends it.
insert into notifications (
  service_id, id, channel, status, key_type, api_key_id, template_id, template_version, recipient, recipient_as_sent,
  personalisation, reference, sender, international, fragments, rate_multiplier, provider, provider_reference, created_at, sent_at,
  updated_at, reply_to, unsubscribe_url, has_unsubscribe_link, scheduled_for, job_id, postage)
values (
  @service_id, @id, @channel, @status, @key_type, @api_key_id, @template_id, @template_version, @recipient, @recipient_as_sent,
  @personalisation, @reference, @sender, @international, @fragments, @rate_multiplier, @provider, @provider_reference, @created_at, @sent_at,
  @updated_at, @reply_to, @unsubscribe_url, @has_unsubscribe_link, @scheduled_for, @job_id, @postage)
