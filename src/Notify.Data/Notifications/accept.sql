-- One notification and its place in the queue: both or neither.
with accepted as (
  insert into notifications (
    id, service_id, channel, status, key_type, api_key_id, template_id, template_version, recipient, recipient_as_sent,
    personalisation, reference, sender, international, rate_multiplier, reply_to, unsubscribe_url,
    has_unsubscribe_link, scheduled_for, created_at)
  values (
    @id, @service_id, @channel, 'created', @key_type, @api_key_id, @template_id, @template_version, @recipient, @recipient_as_sent,
    @personalisation, @reference, @sender, @international, @rate_multiplier, @reply_to, @unsubscribe_url,
    @has_unsubscribe_link, @scheduled_for, @created_at)
  returning id, channel, service_id)
insert into notification_queue (id, channel, lane, service_id, due_at)
select id, channel, @lane, service_id, greatest(now(), @scheduled_for)
  from accepted
