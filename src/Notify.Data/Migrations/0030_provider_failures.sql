-- Failed calls of the last minute, from all hosts: one row for each second in which a provider failed calls of a host.

create table provider_failures (
  channel     text not null,
  name        text not null,
  failures    integer not null,
  counted_at  timestamptz not null default now()
);

comment on column provider_failures.channel is 'not personal';
comment on column provider_failures.name is 'not personal';
