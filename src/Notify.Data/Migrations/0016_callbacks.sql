-- Telling services: where to, what is still to tell, what came of it; complaints; and what a service is to know of its own account.

create table service_callbacks (
  id                    uuid primary key,
  service_id            uuid not null references services,
  kind                  text not null check (kind in ('delivery-status', 'received-text', 'complaint')),
  url                   text not null,
  bearer_token          bytea not null,
  signing_secret        bytea not null,
  previous_secret       bytea,
  previous_until        timestamptz,
  failures              integer not null default 0,
  failing_since         timestamptz,
  held_until            timestamptz,
  suspended_at          timestamptz,
  suspended_reason      text,
  created_at            timestamptz not null default now(),
  updated_at            timestamptz not null default now(),
  unique (service_id, kind)
);

comment on column service_callbacks.kind is 'not personal';
comment on column service_callbacks.url is 'not personal: of the service';
comment on column service_callbacks.bearer_token is 'not personal: encrypted under the key ring; what the service asks to be authenticated with';
comment on column service_callbacks.signing_secret is 'not personal: encrypted under the key ring; signs what is sent';
comment on column service_callbacks.previous_secret is 'not personal: encrypted under the key ring; signs as well until previous_until';
comment on column service_callbacks.failures is 'Failed requests in a row';
comment on column service_callbacks.failing_since is 'Of the first failed request since the last one that went through';
comment on column service_callbacks.held_until is 'Nothing is sent before: the receiver did not answer several times in a row';
comment on column service_callbacks.suspended_at is 'Switched off from here on, until the service or an operator resumes it';
comment on column service_callbacks.suspended_reason is 'not personal';

-- Narrow, and living by update and delete like notification_queue. The id is what the receiver sees as Notify-Delivery-Id.
create table callback_queue (
  id           uuid primary key default gen_random_uuid(),
  service_id   uuid not null,
  kind         text not null,
  subject_id   uuid not null,
  queued_at    timestamptz not null default now(),
  due_at       timestamptz not null default now(),
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

comment on column callback_queue.kind is 'not personal';
comment on column callback_queue.subject_id is 'The notification, received text or complaint that is told; its state is read when it is sent';
comment on column callback_queue.attempt is 'Grows with each claim and guards every record of it';
comment on column callback_queue.tries is 'Outcomes recorded so far: only they move the retry schedule';
comment on column callback_queue.owner is 'Number of the worker process that holds the row, as in notification_queue';

create index callback_queue_due on callback_queue (service_id, due_at) where owner is null;
create index callback_queue_held on callback_queue (owner, service_id) where owner is not null;

create table callback_attempts (
  id           bigint generated always as identity primary key,
  service_id   uuid not null,
  kind         text not null,
  delivery_id  uuid not null,
  subject_id   uuid not null,
  try          integer not null,
  outcome      text not null,
  status_code  integer,
  fault        text,
  duration_ms  integer not null,
  at           timestamptz not null default now()
);

comment on column callback_attempts.kind is 'not personal';
comment on column callback_attempts.outcome is 'not personal: delivered, retry or given-up';
comment on column callback_attempts.fault is 'not personal: a word for what went wrong, none of the receiver''s own';

create index callback_attempts_service on callback_attempts (service_id, id desc);
create index callback_attempts_at on callback_attempts (at);

create table complaints (
  id               uuid primary key,
  service_id       uuid not null,
  notification_id  uuid not null,
  provider         text not null,
  recipient        text not null,
  reference        text,
  complained_at    timestamptz not null default now(),
  created_at       timestamptz not null default now()
);

comment on table complaints is 'Recipients who told their mail provider that a message was unwanted';
comment on column complaints.provider is 'not personal';
comment on column complaints.recipient is 'personal: as the service wrote it';
comment on column complaints.reference is 'personal: the service''s own reference, which may name a person';

-- A provider may say it twice.
create unique index complaints_notification on complaints (notification_id);
create index complaints_service on complaints (service_id, created_at desc);

create table service_notices (
  id          bigint generated always as identity primary key,
  service_id  uuid not null references services,
  kind        text not null,
  words       text not null,
  at          timestamptz not null default now()
);

comment on table service_notices is 'What the platform has to tell a service about its account';
comment on column service_notices.kind is 'not personal';
comment on column service_notices.words is 'not personal';

create index service_notices_service on service_notices (service_id, id desc);

-- Whoever makes a status final (receipt, sender, time-out, cancelling, a correction), the callback is queued here, in the same
-- transaction. Without any callback set up it is one look at a tiny table.
create function queue_status_callbacks() returns trigger
  language plpgsql
  as $$
begin
  if exists (select from service_callbacks where kind = 'delivery-status' and suspended_at is null) then
    insert into callback_queue (service_id, kind, subject_id)
    select n.service_id, 'delivery-status', n.id
      from after_change n
      join service_callbacks c on c.service_id = n.service_id and c.kind = 'delivery-status' and c.suspended_at is null
      join before_change o on o.id = n.id
     where n.status in ('delivered', 'permanent-failure', 'temporary-failure', 'technical-failure', 'cancelled', 'validation-failed')
       and n.status is distinct from o.status
       and n.channel <> 'letter'
     order by n.id;
  end if;
  return null;
end $$;

create trigger queue_callbacks after update on notifications
  referencing old table as before_change new table as after_change
  for each statement execute function queue_status_callbacks();

create function queue_insert_callbacks() returns trigger
  language plpgsql
  as $$
begin
  insert into callback_queue (service_id, kind, subject_id)
  select n.service_id, c.kind, n.id
    from added n
    join service_callbacks c on c.service_id = n.service_id and c.kind = tg_argv[0] and c.suspended_at is null;
  return null;
end $$;

create trigger queue_callbacks after insert on received_texts
  referencing new table as added
  for each statement execute function queue_insert_callbacks('received-text');

create trigger queue_callbacks after insert on complaints
  referencing new table as added
  for each statement execute function queue_insert_callbacks('complaint');
