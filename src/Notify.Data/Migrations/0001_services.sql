-- The services that send, and the keys with which their programs authenticate.

create table services (
  id          uuid primary key,
  name        text not null,
  active      boolean not null default true,
  sms_sender  text,
  prefix_sms  boolean not null default false,
  created_at  timestamptz not null default now()
);

comment on column services.sms_sender is 'What a text shows as its sender; null: the nation''s default';
comment on column services.prefix_sms is 'Whether texts begin with the service''s name';

create unique index services_name on services (lower(name));

create table api_keys (
  id          uuid primary key,
  service_id  uuid not null references services,
  name        text not null,
  key_type    text not null check (key_type in ('normal', 'team', 'test')),
  secret      bytea not null,
  created_at  timestamptz not null default now(),
  revoked_at  timestamptz
);

comment on column api_keys.secret is 'Encrypted under the key ring: tokens are checked with the secret itself, so a hash would not do';

create unique index api_keys_name on api_keys (service_id, lower(name)) where revoked_at is null;

-- What this schema asks of the programs that use it. A migration after which older programs may no longer run
-- raises oldest_program to the number of the newest migration that the oldest allowed program knows.
create table schema_requirements (
  only_row        boolean primary key default true check (only_row),
  oldest_program  integer not null
);

insert into schema_requirements (oldest_program) values (1);

-- Other schemas that this program prepares beside its own (Hangfire's), and the version it prepared last.
create table schema_components (
  name     text primary key,
  version  text not null
);
