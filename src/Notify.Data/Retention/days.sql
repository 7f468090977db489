-- Days (UTC) that have a partition, oldest first.
select to_date(right(c.relname, 8), 'YYYYMMDD') as day
  from pg_inherits i
  join pg_class c on c.oid = i.inhrelid
 where i.inhparent = 'notifications'::regclass and to_date(right(c.relname, 8), 'YYYYMMDD') < @before
 order by day
