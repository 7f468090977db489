-- Services that may have enough hard bounces in 24 hours, going by the totals of these days, and those that stood badly before; each with
-- what it really sent in these hours. The totals only point: an index on the status itself would make every change of a status touch all
-- indexes of its row.
with pointed as materialized (
  select service_id
    from (
      select service_id, messages
        from notification_totals
       where status = 'permanent-failure' and channel = 'email' and local_day >= (now() at time zone 'utc')::date - 2
      union all
      select service_id, messages
        from notification_total_changes
       where status = 'permanent-failure' and channel = 'email') as bounces
   group by service_id
  having sum(messages) >= @least),
candidates as (
  select service_id from pointed
  union
  select service_id from bounce_watch where level <> 'good')
select c.service_id, coalesce(w.level, 'good') as level, counted.sent, counted.bounced
  from candidates c
 cross join lateral (
   select count(*) as sent, count(*) filter (where n.status = 'permanent-failure') as bounced
     from notifications n
    where n.service_id = c.service_id and n.id >= @first_id and n.channel = 'email' and n.key_type <> 'test'
      and (n.sent_at is not null or n.status = 'permanent-failure') and n.provider is distinct from 'suppressed') as counted
  left join bounce_watch w on w.service_id = c.service_id
