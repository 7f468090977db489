-- How long services keep what they sent, and the totals that stay when it is gone.

create table service_retention (
  service_id  uuid not null references services,
  channel     text not null check (channel in ('email', 'sms')),
  days        integer not null check (days between 1 and 3650),
  primary key (service_id, channel)
);

comment on table service_retention is 'Whole local days of the nation; a service without a row has the nation''s usual number';

-- Messages by service, local day, template and status. Kept for ever: nothing in them is about a person.
create table notification_totals (
  service_id   uuid not null,
  local_day    date not null,
  template_id  uuid not null,
  channel      text not null,
  status       text not null,
  messages     bigint not null,
  fragments    bigint not null,
  units        bigint not null,
  primary key (service_id, local_day, template_id, channel, status)
) with (fillfactor = 70);

comment on column notification_totals.local_day is 'Of the nation, in which the message was accepted';
comment on column notification_totals.channel is 'not personal';
comment on column notification_totals.status is 'not personal';
comment on column notification_totals.fragments is 'Billable parts of texts';
comment on column notification_totals.units is 'Fragments times the rate of the country';

-- What has changed since the totals were last brought up to date: appended by every statement that stores or moves notifications, so that no
-- writer waits for another, and folded into the totals every few seconds. Days are local, which only the program can tell: zones change
-- at quarters of an hour, so these are what is counted.
create table notification_total_changes (
  service_id   uuid not null,
  template_id  uuid not null,
  channel      text not null,
  status       text not null,
  quarter      timestamptz not null,
  messages     integer not null,
  fragments    integer not null,
  units        integer not null
) with (
  autovacuum_vacuum_scale_factor = 0,
  autovacuum_vacuum_threshold = 10000,
  autovacuum_vacuum_cost_delay = 0
);

comment on column notification_total_changes.channel is 'not personal';
comment on column notification_total_changes.status is 'not personal';
comment on column notification_total_changes.quarter is 'The quarter of an hour (UTC) in which the messages were accepted';
comment on column notification_total_changes.messages is 'More, or fewer, in that status';

-- Once a statement and group, not once a row. Messages of test keys count nowhere.
create function count_stored_notifications() returns trigger
  language plpgsql
  as $$
begin
  insert into notification_total_changes (service_id, template_id, channel, status, quarter, messages, fragments, units)
  select service_id, template_id, channel, status, date_bin('15 minutes', created_at, 'epoch'),
         count(*), coalesce(sum(fragments), 0), coalesce(sum(fragments * rate_multiplier), 0)
    from stored
   where key_type <> 'test'
   group by service_id, template_id, channel, status, date_bin('15 minutes', created_at, 'epoch');
  return null;
end $$;

create function count_moved_notifications() returns trigger
  language plpgsql
  as $$
begin
  insert into notification_total_changes (service_id, template_id, channel, status, quarter, messages, fragments, units)
  select service_id, template_id, channel, status, quarter, sum(one), sum(one * parts), sum(one * parts * rate_multiplier)
    from (
      select service_id, template_id, channel, status, date_bin('15 minutes', created_at, 'epoch') as quarter,
             1 as one, coalesce(fragments, 0) as parts, rate_multiplier
        from moved
       where key_type <> 'test'
      union all
      select service_id, template_id, channel, status, date_bin('15 minutes', created_at, 'epoch'),
             -1, coalesce(fragments, 0), rate_multiplier
        from unmoved
       where key_type <> 'test') as change
   group by service_id, template_id, channel, status, quarter
  having sum(one) <> 0 or sum(one * parts) <> 0 or sum(one * parts * rate_multiplier) <> 0;
  return null;
end $$;

-- The triggers first: they lock writers out until all that was there before is counted.
create trigger count_stored after insert on notifications
  referencing new table as stored
  for each statement execute function count_stored_notifications();

create trigger count_moved after update on notifications
  referencing old table as unmoved new table as moved
  for each statement execute function count_moved_notifications();

insert into notification_total_changes (service_id, template_id, channel, status, quarter, messages, fragments, units)
select service_id, template_id, channel, status, date_bin('15 minutes', created_at, 'epoch'),
       count(*), coalesce(sum(fragments), 0), coalesce(sum(fragments * rate_multiplier), 0)
  from notifications
 where key_type <> 'test'
 group by service_id, template_id, channel, status, date_bin('15 minutes', created_at, 'epoch');
