-- Failed calls of late, from all hosts: one row for each second in which a provider failed calls of a host. Those older than a minute
-- count no more and go when the provider fails next.

create table provider_failures (
  id          bigint generated always as identity primary key,
  channel     text not null,
  name        text not null,
  failures    integer not null,
  counted_at  timestamptz not null default now()
);

comment on column provider_failures.channel is 'not personal';
comment on column provider_failures.name is 'not personal';
