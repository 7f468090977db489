-- Queues again, as new deliveries, what a service missed; what waits already is left alone.
with wanted as (
  select 'delivery-status' as kind, n.id
    from notifications n
   where @kind = 'delivery-status' and not @only_failed
     and n.service_id = @service_id and n.id >= @first_id and (@subject_id is not null or n.updated_at >= @since)
     and (@subject_id is null or n.id = @subject_id)
     and n.status in ('delivered', 'permanent-failure', 'temporary-failure', 'technical-failure', 'cancelled', 'validation-failed', 'sent')
     and n.channel <> 'letter'
  union all
  select 'received-text', t.id
    from received_texts t
   where @kind = 'received-text' and not @only_failed
     and t.service_id = @service_id and (@subject_id is not null or t.created_at >= @since) and (@subject_id is null or t.id = @subject_id)
  union all
  select 'complaint', c.id
    from complaints c
   where @kind = 'complaint' and not @only_failed
     and c.service_id = @service_id and (@subject_id is not null or c.created_at >= @since) and (@subject_id is null or c.id = @subject_id)
  union
  select a.kind, a.subject_id
    from callback_attempts a
   where a.kind = @kind and @only_failed and a.outcome = 'given-up' and a.fault is distinct from @not_kept
     and a.service_id = @service_id and (@subject_id is not null or a.at >= @since) and (@subject_id is null or a.subject_id = @subject_id)
     and not exists (
       select from callback_attempts later where later.service_id = @service_id and later.subject_id = a.subject_id and later.kind = a.kind and later.outcome = 'delivered' and later.id > a.id))
insert into callback_queue (service_id, kind, subject_id)
select @service_id, w.kind, w.id
  from wanted w
  join service_callbacks c on c.service_id = @service_id and c.kind = w.kind
 where not exists (select from callback_queue q where q.service_id = @service_id and q.kind = w.kind and q.subject_id = w.id and q.owner is null)
