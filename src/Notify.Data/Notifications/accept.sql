-- Stores notifications and their places in the queue: all of a batch or nothing of it. Nothing is stored when a key was another request's
-- before, when a counter of the day is not there yet, or when one has no room for all; who asked takes out what cannot be stored, and asks
-- again with the rest. That happens seldom, and keeps what happens all day short.
-- Locks: keys are held since an earlier statement, if there are any; then counters, in order; the rest is rows that nobody else knows.
with held as materialized (
  select c.service_id, c.kind, c.count, w.messages, w.most
    from daily_counts c
    join unnest(@counter_services, @counter_kinds, @counter_messages, @counter_limits) as w(service_id, kind, messages, most)
      on w.service_id = c.service_id and w.kind = c.kind
   where c.day = (now() at time zone 'utc')::date
   order by c.service_id, c.kind
     for update of c),
verdict as materialized (
  select count(*) = cardinality(@counter_kinds) and coalesce(bool_and(count + messages <= most), true)
         and not exists (
           select
             from unnest(@key_services, @key_types_of_keys, @keys, @key_requests) as r(service_id, key_type, key, request_id)
             join idempotency_keys k on k.service_id = r.service_id and k.key_type = r.key_type and k.key = r.key
            where k.request_id <> r.request_id) as passed
    from held),
-- What is not stored is not remembered: it comes again, with the rest, or when its client has mended it.
forgotten as (
  delete from idempotency_keys k
   using unnest(@key_services, @key_types_of_keys, @keys, @key_requests) as r(service_id, key_type, key, request_id)
   where not (select v.passed from verdict v)
     and k.service_id = r.service_id and k.key_type = r.key_type and k.key = r.key and k.request_id = r.request_id),
counted as (
  update daily_counts c
     set count = c.count + h.messages
    from held h
   where (select v.passed from verdict v)
     and c.service_id = h.service_id and c.day = (now() at time zone 'utc')::date and c.kind = h.kind),
accepted as (
  insert into notifications (
    id, service_id, channel, status, key_type, api_key_id, template_id, template_version, recipient, recipient_as_sent,
    personalisation, reference, sender, international, rate_multiplier, reply_to, unsubscribe_url, has_unsubscribe_link,
    scheduled_for, created_at)
  select id, service_id, channel, 'created', key_type, api_key_id, template_id, template_version, recipient, recipient_as_sent,
         personalisation, reference, sender, international, rate_multiplier, reply_to, unsubscribe_url, has_unsubscribe_link,
         scheduled_for, created_at
    from unnest(
           @ids, @service_ids, @channels, @key_types, @api_key_ids, @template_ids, @template_versions, @recipients, @recipients_as_sent,
           @personalisations, @references, @senders, @internationals, @rate_multipliers, @reply_tos, @unsubscribe_urls,
           @has_unsubscribe_links, @scheduled_for, @created_at)
         as i(
           id, service_id, channel, key_type, api_key_id, template_id, template_version, recipient, recipient_as_sent,
           personalisation, reference, sender, international, rate_multiplier, reply_to, unsubscribe_url,
           has_unsubscribe_link, scheduled_for, created_at)
   where (select v.passed from verdict v)),
queued as (
  insert into notification_queue (id, channel, lane, service_id, due_at, waits_since)
  select id, channel, lane, service_id, greatest(now(), scheduled_for), greatest(now(), scheduled_for)
    from unnest(@ids, @channels, @lanes, @service_ids, @scheduled_for) as i(id, channel, lane, service_id, scheduled_for)
   where (select v.passed from verdict v))
select v.passed, h.service_id, h.kind, h.count, now() as read_at
  from verdict v
  left join held h on true
