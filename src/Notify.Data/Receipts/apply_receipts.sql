-- Applies receipts, at most one for each notification: moves the statuses that the rules let move, and puts every receipt on the time line.
-- A receipt may come before the sender's own record: one that ends the sending takes the row out of the queue as well.
-- Locks: queue rows first, then notifications, each in order of id.
with given as materialized (
  select *
    from unnest(@ids, @providers, @references, @statuses, @reasons, @event_ids, @suppressing, @lifetimes) with ordinality
      as r(id, provider, reference, status, reason, event_id, suppressing, lifetime, ordinal)),
queued as materialized (
  select id
    from notification_queue
   where id = any(@closing)
   order by id
     for update),
locked as materialized (
  select n.id, n.service_id, n.channel, n.status, n.provider, n.delivery_assumed, n.key_type, n.recipient, n.recipient_as_sent, n.reference as own_reference, now() - n.created_at < @window as corrects
    from notifications n
   where n.id = any(@ids)
     and (select count(*) from queued) >= 0   -- reads, and so locks, the queue's rows first
   order by n.id
     for update of n),
-- Who does not say which provider speaks (a bounce) speaks for the one that has the message.
receipt as materialized (
  select g.id, coalesce(g.provider, l.provider) as provider, g.reference, g.status, g.reason, g.event_id, g.suppressing, g.lifetime, g.ordinal
    from given g
    left join locked l on l.id = g.id),
judged as materialized (
  select r.*, l.service_id, l.status as current, l.delivery_assumed, l.channel, l.key_type, l.recipient, l.recipient_as_sent, l.own_reference,
         -- A text's failure counts only if told by the provider that has the message: another one may have sent it since.
         (r.status = 'delivered' or l.channel <> 'sms' or l.provider is null or l.provider = r.provider)
         and exists (
           select
             from unnest(@moves_from, @moves_to, @moves_when) as m(old, new, condition)
            where m.old = l.status and m.new = r.status
              and case m.condition
                    when 'always' then true
                    when 'corrects' then l.corrects
                    when 'corrects-assumption' then l.corrects and l.delivery_assumed
                  end) as moves,
         (select count(*) filter (where e.provider is not distinct from r.provider
                                    and e.reported_status is not distinct from r.status
                                    and e.reason is not distinct from r.reason) = 0
                 and count(*) < @most_events
            from notification_events e
           where e.notification_id = any(@ids) and e.notification_id = r.id and e.kind in ('receipt', 'receipt-ignored')) as is_new
    from receipt r
    join locked l on l.id = r.id),
moved as (
  update notifications n
     set status = case when j.moves then j.status else n.status end,
         updated_at = case when j.moves then now() else n.updated_at end,
         delivery_assumed = false,
         provider = coalesce(n.provider, j.provider),
         provider_reference = coalesce(n.provider_reference, j.reference)
    from judged j
   where n.id = any(@ids) and n.id = j.id
     and (j.moves or (j.delivery_assumed and j.status = 'delivered'))),
unqueued as (
  delete from notification_queue q
   using judged j
   where q.id = any(@closing) and q.id = j.id and j.moves),
told as (
  insert into notification_events (notification_id, id, kind, status, reported_status, provider, reason)
  select id, event_id, case when status is null or moves then 'receipt' else 'receipt-ignored' end, case when moves then status end, status, provider, reason
    from judged
   where is_new or moves),
-- Recipients whom nobody should write to for a while: for the service and, where somebody complained, for the platform.
suppressed as (
  insert into suppressions (service_id, channel, recipient, reason, source_notification_id, expires_at)
  select distinct on (j.recipient, j.channel, scope.service_id, j.suppressing)
         scope.service_id, j.channel, j.recipient, j.suppressing, j.id,
         now() + case when scope.service_id is null then @platform_for else j.lifetime end
    from judged j
   cross join lateral (select j.service_id union all select null::uuid where j.suppressing = 'complaint') as scope(service_id)
   where j.suppressing is not null and (j.is_new or j.moves) and j.key_type <> 'test' and j.channel in ('email', 'sms')
   order by j.recipient, j.channel, scope.service_id, j.suppressing
  on conflict (recipient, channel, service_id, reason) where removed_at is null
  do update set expires_at = excluded.expires_at, source_notification_id = excluded.source_notification_id, created_at = excluded.created_at),
complained as (
  insert into complaints (id, service_id, notification_id, provider, recipient, reference)
  select event_id, service_id, id, coalesce(provider, 'unknown'), recipient_as_sent, own_reference
    from judged
   where suppressing = 'complaint'
  on conflict do nothing)
select r.ordinal::integer as ordinal,
       case when j.id is null then 'unknown'
            when j.moves then 'moved'
            when j.is_new then 'noted'
            else 'repeated' end as verdict,
       j.service_id
  from receipt r
  left join judged j on j.ordinal = r.ordinal
 order by r.ordinal
