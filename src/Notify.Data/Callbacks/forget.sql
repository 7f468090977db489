-- Attempts past their time or beyond so many a service, and what waits for a receiver that has been switched off for as long.
with old as (
  delete from callback_attempts where id in (select id from callback_attempts where at < now() - @keep order by at limit @batch_size)
  returning 1),
beyond as (
  delete from callback_attempts a
   using (
     select s.service_id, cut.id
       from (select distinct service_id from service_callbacks) as s
      cross join lateral (
        select b.id from callback_attempts b where b.service_id = s.service_id order by b.id desc offset @keep_at_most limit 1) as cut) as full_up
   where a.service_id = full_up.service_id and a.id <= full_up.id
  returning 1),
given_up as (
  delete from callback_queue
   where owner is null and id in (
     select q.id
       from service_callbacks c
       join callback_queue q on q.service_id = c.service_id and q.kind = c.kind and q.owner is null and q.queued_at < now() - @keep
      where c.suspended_at < now() - @keep
      limit @batch_size)
  returning id, service_id, kind, subject_id, tries),
logged as (
  insert into callback_attempts (service_id, kind, delivery_id, subject_id, try, outcome, fault, duration_ms)
  select service_id, kind, id, subject_id, tries + 1, 'given-up', @switched_off, 0
    from given_up),
orphans as (
  delete from callback_queue
   where owner is null and id in (
     select q.id
       from callback_queue q
      where q.owner is null and not exists (select from service_callbacks c where c.service_id = q.service_id and c.kind = q.kind)
      limit @batch_size)
  returning 1),
notices as (
  delete from service_notices where at < now() - interval '1 year')
select (select count(*) from old) + (select count(*) from beyond) + (select count(*) from orphans) as forgotten, (select count(*) from given_up) as given_up
