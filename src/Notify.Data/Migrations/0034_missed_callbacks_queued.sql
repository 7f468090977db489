-- What receivers that are off now, or whose resume broke off, have missed so far: of the last seven days, for which such things wait. It is a
-- migration of its own so that the triggers of the one before are at work by now.
with off as (
  select service_id, kind, greatest(least(missed_since, suspended_at), now() - interval '7 days') as since
    from service_callbacks
   where suspended_at is not null or missed_since is not null),
missed as (
  select o.service_id, o.kind, n.id
    from off o
    join notifications n on n.service_id = o.service_id and n.updated_at >= o.since
   where o.kind = 'delivery-status'
     -- A status may change days after its notification was made.
     and n.id >= uuid_at(now() - interval '15 days')
     and n.status in ('delivered', 'permanent-failure', 'temporary-failure', 'technical-failure', 'cancelled', 'validation-failed')
     and n.channel <> 'letter'
  union all
  select o.service_id, o.kind, t.id
    from off o
    join received_texts t on t.service_id = o.service_id and t.created_at >= o.since
   where o.kind = 'received-text'
  union all
  select o.service_id, o.kind, c.id
    from off o
    join complaints c on c.service_id = o.service_id and c.created_at >= o.since
   where o.kind = 'complaint')
insert into callback_queue (service_id, kind, subject_id)
select m.service_id, m.kind, m.id
  from missed m
 where not exists (select from callback_queue q where q.service_id = m.service_id and q.kind = m.kind and q.subject_id = m.id);

update service_callbacks set missed_since = null where missed_since is not null;

comment on column service_callbacks.missed_since is 'Unused since 0034; the version before still writes it while both run';
