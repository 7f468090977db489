-- What services have used of their limits, and the answers kept for requests that carry an Idempotency-Key.
-- All three are small and live by update and delete: vacuumed by count, without pauses, with room for updates in place.

create table daily_counts (
  service_id  uuid not null,
  day         date not null,
  kind        text not null,
  count       integer not null default 0,
  primary key (service_id, day, kind)
) with (
  fillfactor = 50,
  autovacuum_vacuum_scale_factor = 0,
  autovacuum_vacuum_threshold = 2000,
  autovacuum_vacuum_cost_delay = 0
);

comment on column daily_counts.day is 'UTC, by the database''s clock';
comment on column daily_counts.kind is 'email, sms, international_sms (part of sms) or letter';
comment on column daily_counts.count is 'Messages stored for live and team keys, by hand and from lists';

create table request_tokens (
  service_id      uuid not null,
  key_type        text not null,
  tokens          double precision not null,
  refilled_at     timestamptz not null,
  reserved        integer not null default 0,
  reserved_until  timestamptz not null default '-infinity',
  generation      bigint not null default 0,
  primary key (service_id, key_type)
) with (
  fillfactor = 50,
  autovacuum_vacuum_scale_factor = 0,
  autovacuum_vacuum_threshold = 2000,
  autovacuum_vacuum_cost_delay = 0
);

comment on column request_tokens.tokens is 'In the bucket at refilled_at, without what is reserved';
comment on column request_tokens.reserved is 'Taken out by hosts in advance; counts against the capacity until reserved_until, so that both together never exceed it';
comment on column request_tokens.generation is 'Grows when reservations run out: a later hand-back of one of those takes off nothing from the new ones';

create table idempotency_keys (
  service_id    uuid not null,
  key_type      text not null,
  key           text not null,
  request_id    uuid not null,
  request_hash  bytea not null,
  answer        bytea not null,
  created_at    timestamptz not null default now(),
  primary key (service_id, key_type, key)
) with (
  autovacuum_vacuum_scale_factor = 0,
  autovacuum_vacuum_threshold = 5000,
  autovacuum_vacuum_cost_delay = 0
);

comment on column idempotency_keys.key_type is 'not personal';
comment on column idempotency_keys.key is 'personal: chosen by the service, it may name a person; deleted after 24 hours';
comment on column idempotency_keys.request_id is 'The notification, or an id of its own when nothing was stored (simulated recipients)';
comment on column idempotency_keys.request_hash is 'not personal: SHA-256 of route and body';
comment on column idempotency_keys.answer is 'personal: the 201 as sent, encrypted under the key ring; deleted after 24 hours';

create index idempotency_keys_created on idempotency_keys (created_at);
