-- Who asked, through the platform's link, not to be written to again: kept for the service to fetch. And indexes for reading.

create table unsubscribe_requests (
  id                uuid primary key,
  service_id        uuid not null references services,
  notification_id   uuid not null,
  template_id       uuid not null,
  template_version  integer not null,
  email_address     text not null,
  created_at        timestamptz not null default now(),
  processed_at      timestamptz
);

comment on table unsubscribe_requests is 'Outlives the notification: its link works for a year';
comment on column unsubscribe_requests.email_address is 'personal: as the service wrote it';
comment on column unsubscribe_requests.processed_at is 'When the service said that it has acted; null: not yet';

-- A repeat of what the service has not acted on changes nothing.
create unique index unsubscribe_requests_open on unsubscribe_requests (service_id, notification_id) where processed_at is null;
create index unsubscribe_requests_service on unsubscribe_requests (service_id, created_at desc, id desc);

-- Services look for what they sent by their own reference; without an index that reads all they sent.
create index notifications_reference on notifications (service_id, reference, id desc) where reference is not null;
