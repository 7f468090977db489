-- What providers said that a person has to act upon, for whoever looks: one row for each code, however often it is heard.
create table provider_alarms (
  provider text not null,
  code     text not null,
  mend     text not null,
  since    timestamptz not null default now(),
  last_at  timestamptz not null default now(),
  answers  bigint not null,
  primary key (provider, code)
);

comment on column provider_alarms.provider is 'not personal';
comment on column provider_alarms.code is 'not personal: of a table of ours, never a provider''s own words';
comment on column provider_alarms.mend is 'not personal: what it means and what to do';
