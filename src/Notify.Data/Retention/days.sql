-- Days (UTC) that have a partition, oldest first. Partitions are found before names are read: other tables' names are no dates.
with partition as materialized (
  select right(c.relname, 8) as day
    from pg_inherits i
    join pg_class c on c.oid = i.inhrelid
   where i.inhparent = 'notifications'::regclass)
select to_date(day, 'YYYYMMDD') as day
  from partition
 where to_date(day, 'YYYYMMDD') < @before
 order by 1
