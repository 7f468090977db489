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

-- What waits for a receiver that is off must not stand in the way of the service's other one.
create index callback_queue_waiting on callback_queue (service_id, kind, due_at) where owner is null;
drop index callback_queue_due;
