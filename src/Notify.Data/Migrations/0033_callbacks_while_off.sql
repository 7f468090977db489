-- What a receiver misses while it is switched off is queued like everything else and waits there, so that switching it on again is one
-- change of its row. Before, it was looked for afterwards, which could miss what was under way and tell twice what a broken resume had queued.

create or replace function queue_status_callbacks() returns trigger
  language plpgsql
  as $$
begin
  if exists (select from service_callbacks where kind = 'delivery-status') then
    insert into callback_queue (service_id, kind, subject_id)
    select n.service_id, 'delivery-status', n.id
      from after_change n
      join service_callbacks c on c.service_id = n.service_id and c.kind = 'delivery-status'
      join before_change o on o.id = n.id
     where n.status in ('delivered', 'permanent-failure', 'temporary-failure', 'technical-failure', 'cancelled', 'validation-failed')
       and n.status is distinct from o.status
       and n.channel <> 'letter'
     order by n.id;
  end if;
  return null;
end $$;

create or replace function queue_insert_callbacks() returns trigger
  language plpgsql
  as $$
begin
  insert into callback_queue (service_id, kind, subject_id)
  select n.service_id, c.kind, n.id
    from added n
    join service_callbacks c on c.service_id = n.service_id and c.kind = tg_argv[0];
  return null;
end $$;

-- What those that are off now, or whose resume broke off, have missed so far.
with off as (
  select service_id, kind, least(missed_since, suspended_at) as since
    from service_callbacks
   where suspended_at is not null or missed_since is not null),
missed as (
  select o.service_id, o.kind, n.id
    from off o
    join notifications n on n.service_id = o.service_id and n.updated_at >= o.since
   where o.kind = 'delivery-status'
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

comment on column service_callbacks.missed_since is 'Unused since 0033; the version before still writes it while both run';
