-- Stores notifications and their places in the queue, and decides one by one, in order of arrival, what still fits the limits
-- of the day. A request whose key another one had before is passed over: its row in idempotency_keys names the other.
-- Locks: keys and counters are held since the statements before this one; the rest is rows that nobody else knows.
with item as materialized (
  select *
    from unnest(
      @request_ids, @service_ids, @key_types, @keys, @kinds, @abroad, @stored, @channels, @lanes, @api_key_ids, @template_ids,
      @template_versions, @recipients, @recipients_as_sent, @personalisations, @references, @senders, @internationals,
      @rate_multipliers, @reply_tos, @unsubscribe_urls, @has_unsubscribe_links, @scheduled_for, @created_at)
      with ordinality as i(
      id, service_id, key_type, key, kind, abroad, stored, channel, lane, api_key_id, template_id,
      template_version, recipient, recipient_as_sent, personalisation, reference, sender, international,
      rate_multiplier, reply_to, unsubscribe_url, has_unsubscribe_link, scheduled_for, created_at, ordinal)),
fresh as materialized (
  select i.*
    from item i
   where i.key is null
      or i.id = (
        select k.request_id
          from idempotency_keys k
         where k.service_id = i.service_id and k.key_type = i.key_type and k.key = i.key)),
counter as materialized (
  select c.service_id, c.kind, l.most - c.count as left_today
    from daily_counts c
    join unnest(@counter_services, @counter_kinds, @counter_limits) as l(service_id, kind, most) on l.service_id = c.service_id and l.kind = c.kind
   where c.day = (now() at time zone 'utc')::date),
abroad as (
  select f.ordinal, f.service_id, f.kind, f.abroad,
         not f.abroad or row_number() over (partition by f.service_id, f.kind, f.abroad order by f.ordinal) <= c.left_today as fits_abroad
    from fresh f
    left join counter c on f.abroad and c.service_id = f.service_id and c.kind = 'international_sms'
   where f.kind is not null),
-- Counting those in front that fitted abroad is right although some of them may not have fitted here: once one has not, none does.
judged as materialized (
  select a.ordinal, a.service_id, a.kind, a.abroad, a.fits_abroad,
         count(*) filter (where a.fits_abroad) over (
           partition by a.service_id, a.kind order by a.ordinal rows between unbounded preceding and 1 preceding) < c.left_today as fits
    from abroad a
    join counter c on c.service_id = a.service_id and c.kind = a.kind),
used as materialized (
  select service_id, kind, count(*) as messages
    from judged
   where fits and fits_abroad
   group by service_id, kind
  union all
  select service_id, 'international_sms', count(*)
    from judged
   where fits and fits_abroad and abroad
   group by service_id),
counted as (
  update daily_counts c
     set count = c.count + u.messages
    from used u
   where c.service_id = u.service_id and c.day = (now() at time zone 'utc')::date and c.kind = u.kind),
passed as materialized (
  select f.*
    from fresh f
    left join judged j on j.ordinal = f.ordinal
   where j.ordinal is null or (j.fits and j.fits_abroad)),   -- not judged: not counted, or a counter that is gone, which must not lose a message
accepted as (
  insert into notifications (
    id, service_id, channel, status, key_type, api_key_id, template_id, template_version, recipient, recipient_as_sent,
    personalisation, reference, sender, international, rate_multiplier, reply_to, unsubscribe_url, has_unsubscribe_link,
    scheduled_for, created_at)
  select id, service_id, channel, 'created', key_type, api_key_id, template_id, template_version, recipient, recipient_as_sent,
         personalisation, reference, sender, international, rate_multiplier, reply_to, unsubscribe_url, has_unsubscribe_link,
         scheduled_for, created_at
    from passed
   where stored),
queued as (
  insert into notification_queue (id, channel, lane, service_id, due_at, waits_since)
  select id, channel, lane, service_id, greatest(now(), scheduled_for), greatest(now(), scheduled_for)
    from passed
   where stored),
-- A refusal is not remembered: the client mends its request, or waits, and comes again with the same key.
forgotten as (
  delete from idempotency_keys k
   using fresh f
    join judged j on j.ordinal = f.ordinal
   where not (j.fits and j.fits_abroad) and k.service_id = f.service_id and k.key_type = f.key_type and k.key = f.key)
select i.ordinal::integer,
       case when f.ordinal is null then 'known'
            when p.ordinal is not null then 'passed'
            when not j.fits then 'full'
            when not j.fits_abroad then 'full-abroad' end as verdict,
       extract(epoch from date_trunc('day', now() at time zone 'utc') + interval '1 day' - now() at time zone 'utc')::integer as day_ends_in
  from item i
  left join fresh f on f.ordinal = i.ordinal
  left join judged j on j.ordinal = i.ordinal
  left join passed p on p.ordinal = i.ordinal
 order by i.ordinal
