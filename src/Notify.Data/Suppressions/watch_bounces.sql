-- Services with enough hard bounces in 24 hours to look at closer (an index holds only those), how many e-mails they are out of, and services
-- that stood badly before.
with bounced as materialized (
  select n.service_id, count(*) as bounced
    from notifications n
   where n.id >= @first_id and n.status = 'permanent-failure' and n.channel = 'email'
     and n.key_type <> 'test' and n.provider is distinct from 'suppressed'
   group by n.service_id
  having count(*) >= @least),
candidates as (
  select service_id, bounced from bounced
  union all
  select w.service_id, 0 from bounce_watch w where w.level <> 'good' and w.service_id not in (select service_id from bounced))
select c.service_id, c.bounced, coalesce(w.level, 'good') as level,
       (select count(*)
          from notifications n
         where n.service_id = c.service_id and n.id >= @first_id and n.channel = 'email' and n.key_type <> 'test'
           and (n.sent_at is not null or n.status = 'permanent-failure') and n.provider is distinct from 'suppressed') as sent
  from candidates c
  left join bounce_watch w on w.service_id = c.service_id
