-- Applies receipts, at most one for each notification: moves the statuses that the rules let move, and puts every receipt on the time line.
-- A receipt may come before the sender's own record: one that ends the sending takes the row out of the queue as well.
-- Locks: queue rows first, then notifications, each in order of id.
with receipt as materialized (
  select *
    from unnest(@ids, @providers, @references, @statuses, @reasons, @event_ids) with ordinality
      as r(id, provider, reference, status, reason, event_id, ordinal)),
queued as materialized (
  select id
    from notification_queue
   where id = any(@closing)
   order by id
     for update),
locked as materialized (
  select n.id, n.service_id, n.channel, n.status, n.provider, n.delivery_assumed, now() - n.created_at < @window as corrects
    from notifications n
   where n.id = any(@ids)
     and (select count(*) from queued) >= 0   -- reads, and so locks, the queue's rows first
   order by n.id
     for update of n),
judged as materialized (
  select r.*, l.service_id, l.status as current, l.delivery_assumed,
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
         (select count(*) filter (where e.provider = r.provider
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
   where is_new or moves)
select r.ordinal::integer as ordinal,
       case when j.id is null then 'unknown'
            when j.moves then 'moved'
            when j.is_new then 'noted'
            else 'repeated' end as verdict,
       j.service_id
  from receipt r
  left join judged j on j.ordinal = r.ordinal
 order by r.ordinal
