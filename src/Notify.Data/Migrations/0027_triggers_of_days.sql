-- Statements that change notifications all day name the table of one day (planning over all of them took longer than the work). Such a
-- statement runs the triggers of that table and not those of its parent, so each day has its own; what goes through the parent runs
-- the parent's alone, and nothing is counted twice.

-- Adds what is missing, the oldest day first. Days that were made before, or by a program from before, get theirs at the next look.
create function add_notification_triggers() returns void
  language plpgsql
  as $$
declare
  day regclass;
begin
  for day in
    select c.oid::regclass
      from pg_inherits i
      join pg_class c on c.oid = i.inhrelid
     where i.inhparent = 'notifications'::regclass
       and not exists (select from pg_trigger t where t.tgrelid = c.oid and t.tgname = 'count_moved')
     order by c.relname
  loop
    execute format('create trigger count_moved after update on %s referencing old table as unmoved new table as moved '
                   'for each statement execute function count_moved_notifications()', day);
    execute format('create trigger queue_callbacks after update on %s referencing old table as before_change new table as after_change '
                   'for each statement execute function queue_status_callbacks()', day);
  end loop;
end $$;

-- As before (0003), and then the triggers: older releases of PostgreSQL attach no table that has some.
create or replace function make_notification_partitions(first_day date, last_day date) returns integer
  language plpgsql
  as $$
declare
  parent text;
  partition text;
  day date;
  made integer := 0;
begin
  perform pg_advisory_xact_lock(hashtext('make_notification_partitions'));
  for day in select first_day + n from generate_series(0, last_day - first_day) as n loop
    foreach parent in array array['notifications', 'notification_events'] loop
      partition := parent || '_' || to_char(day, 'YYYYMMDD');
      if to_regclass(quote_ident(partition)) is null then
        execute format('create table %I (like %I including all) with (fillfactor = 85)', partition, parent);
        execute format('alter table %I attach partition %I for values from (%L) to (%L)',
                       parent, partition, uuid_of_day(day), uuid_of_day(day + 1));
        made := made + 1;
      end if;
    end loop;
  end loop;
  perform add_notification_triggers();
  return made;
end $$;

select add_notification_triggers();
