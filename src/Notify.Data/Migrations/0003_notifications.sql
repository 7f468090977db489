-- Notifications, the queue of what is still to send, and the time line.
--
-- notifications and notification_events are partitioned by day. Their ids are version 7 UUIDs, which begin with the time, so the
-- id itself is the partition key: a look-up by id touches one partition, the primary key stays the id, and retention drops whole
-- partitions. Nothing refers to notifications by foreign key: dropping a partition would have to check it.

create table notifications (
  id                  uuid primary key,
  service_id          uuid not null,
  channel             text not null,
  status              text not null,
  key_type            text not null,
  api_key_id          uuid,
  template_id         uuid not null,
  template_version    integer not null,
  recipient           text not null,
  recipient_as_sent   text not null,
  personalisation     bytea,
  reference           text,
  sender              text not null,
  international       boolean not null default false,
  fragments           smallint,
  rate_multiplier     smallint not null default 1,
  provider            text,
  provider_reference  text,
  created_at          timestamptz not null,
  sent_at             timestamptz,
  updated_at          timestamptz
) partition by range (id);

comment on column notifications.channel is 'not personal';
comment on column notifications.status is 'not personal';
comment on column notifications.key_type is 'not personal';
comment on column notifications.recipient is 'personal: normalised (E.164, or the address in lower case), for searching';
comment on column notifications.recipient_as_sent is 'personal: as the service wrote it, trimmed; what the API gives back';
comment on column notifications.personalisation is 'personal: encrypted under the key ring; null when there is none';
comment on column notifications.reference is 'personal: the service''s own reference, which may name a person';
comment on column notifications.sender is 'not personal: what the recipient sees as the sender, fixed at acceptance';
comment on column notifications.fragments is 'Billable parts of a text; null until it was rendered for sending, and for e-mails';
comment on column notifications.provider is 'not personal';
comment on column notifications.provider_reference is 'not personal: the provider''s own id';
comment on column notifications.sent_at is 'When the provider took it';
comment on column notifications.updated_at is 'When the status last changed';

create index notifications_service on notifications (service_id, id desc);

create table notification_events (
  notification_id  uuid not null,
  id               uuid not null,
  at               timestamptz not null default now(),
  kind             text not null,
  status           text,
  provider         text,
  reason           text,
  primary key (notification_id, id)
) partition by range (notification_id);

comment on table notification_events is 'What happened beyond the plain course, which the time stamps of the notification tell: failed tries, receipts, people''s actions';
comment on column notification_events.kind is 'not personal';
comment on column notification_events.status is 'not personal: the status that the event led to, if any';
comment on column notification_events.provider is 'not personal';
comment on column notification_events.reason is 'personal: the provider''s own code and words, which may repeat the recipient';

-- What is still to send: narrow, so that claiming and retrying never touch the wide table. Rows live by update and delete,
-- so the table is vacuumed by count, not by share, and without pauses.
create table notification_queue (
  id           uuid primary key,
  channel      text not null,
  lane         text not null,
  service_id   uuid not null,
  due_at       timestamptz not null,
  attempt      integer not null default 0,
  tries        integer not null default 0,
  owner        integer,
  lease_until  timestamptz
) with (
  fillfactor = 70,
  autovacuum_vacuum_scale_factor = 0,
  autovacuum_vacuum_threshold = 5000,
  autovacuum_vacuum_cost_delay = 0
);

comment on column notification_queue.attempt is 'Grows with each claim and guards every record of it';
comment on column notification_queue.tries is 'Outcomes recorded so far: only they move the retry schedule';
comment on column notification_queue.owner is 'Number of the worker process that holds the row; it holds the advisory lock of the same number while it lives';

create index notification_queue_due on notification_queue (channel, lane, due_at) where owner is null;
create index notification_queue_owner on notification_queue (owner) where owner is not null;

-- Owner numbers are never used again.
create sequence notification_owner as integer;

-- The first version 7 UUID of a day (UTC).
create function uuid_of_day(day date) returns uuid
  language sql immutable parallel safe
  as $$ select (lpad(to_hex((extract(epoch from day::timestamp) * 1000)::bigint), 12, '0') || '00000000000000000000')::uuid $$;

-- Makes the partitions of a range of days that are not there yet. A new table is filled in beside its parent and then attached,
-- which leaves the parent open to readers and writers; "create table … partition of" would lock them out.
create function make_notification_partitions(first_day date, last_day date) returns integer
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
  return made;
end $$;
