-- Recipients who are not written to for a while: what bounced, who complained, who said STOP. And the watch over bounces.

create table suppressions (
  id                      uuid primary key default gen_random_uuid(),
  service_id              uuid,
  channel                 text not null,
  recipient               text not null,
  reason                  text not null check (reason in ('hard-bounce', 'complaint', 'opted-out', 'manual')),
  source_notification_id  uuid,
  created_at              timestamptz not null default now(),
  expires_at              timestamptz,
  removed_at              timestamptz,
  removed_by              text
);

comment on column suppressions.service_id is 'null: for the whole platform';
comment on column suppressions.channel is 'not personal';
comment on column suppressions.recipient is 'personal: normalised, as notifications.recipient; kept until the row is forgotten';
comment on column suppressions.reason is 'not personal';
comment on column suppressions.expires_at is 'From then on it does not count; null: never';
comment on column suppressions.removed_by is 'not personal: the kind of actor that took it back (service, operator, recipient)';

-- One of each reason; workers look every claimed notification up here.
create unique index suppressions_recipient on suppressions (recipient, channel, service_id, reason) nulls not distinct where removed_at is null;
create index suppressions_service on suppressions (service_id, created_at desc, id);
create index suppressions_expired on suppressions (coalesce(removed_at, expires_at));

-- How a service's hard bounces stand; what changed before is among its notices.
create table bounce_watch (
  service_id  uuid primary key references services,
  level       text not null check (level in ('good', 'warning', 'critical')),
  since       timestamptz not null default now(),
  sent        bigint not null,
  bounced     bigint not null,
  checked_at  timestamptz not null default now()
);

comment on column bounce_watch.level is 'not personal';
comment on column bounce_watch.since is 'When this level began';
comment on column bounce_watch.sent is 'E-mails of the last 24 hours that were handed over or refused';

create index notifications_bounced on notifications (service_id, id) where status = 'permanent-failure' and channel = 'email';
