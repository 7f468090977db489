-- Templates and their versions: an edit makes a new version, and a notification refers to the version it was accepted with.

create table templates (
  id           uuid primary key,
  service_id   uuid not null references services,
  channel      text not null check (channel in ('email', 'sms', 'letter')),
  name         text not null,
  version      integer not null default 1,
  created_at   timestamptz not null default now(),
  archived_at  timestamptz
);

comment on column templates.version is 'The newest version, the one that sends';
comment on column templates.channel is 'Letters are never sent; the kind exists for what is brought in from elsewhere';

create index templates_service on templates (service_id, name);

create table template_versions (
  template_id  uuid not null references templates,
  version      integer not null,
  service_id   uuid not null references services,
  subject      text,
  body         text not null,
  created_at   timestamptz not null default now(),
  primary key (template_id, version)
);

comment on column template_versions.subject is 'Null for texts';
