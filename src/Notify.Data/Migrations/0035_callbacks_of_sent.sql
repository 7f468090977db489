-- A text abroad is told as sent: where the country's networks report nothing it gets no other end.

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
     where n.status in ('delivered', 'permanent-failure', 'temporary-failure', 'technical-failure', 'cancelled', 'validation-failed', 'sent')
       and n.status is distinct from o.status
       and n.channel <> 'letter'
     order by n.id;
  end if;
  return null;
end $$;
