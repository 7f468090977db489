-- What providers tell afterwards: how a receipt finds its notification, what it said, and those that came before what they are about.

alter table notifications
  add column delivery_assumed boolean not null default false,
  add column receipt_reference text;

comment on column notifications.delivery_assumed is 'Delivered only because the provider took it: a bounce may still overturn that';
comment on column notifications.receipt_reference is 'not personal: the provider''s own id, kept here as well where its receipts carry nothing else. Its own column, so that all others are still updated without touching an index';

create index notifications_receipt_reference on notifications (receipt_reference, provider) where receipt_reference is not null;

alter table notification_events add column reported_status text;

comment on column notification_events.reported_status is 'not personal: the status that a receipt reported, whether or not it led to it; null: it reported none';

-- Receipts whose reference nobody knows yet: the record of the hand-over may still be on its way. Tried again for some minutes, then dropped.
create table unmatched_receipts (
  id                  uuid primary key,
  provider            text not null,
  provider_reference  text not null,
  status              text,
  kind                text not null,
  reason              text,
  provider_time       timestamptz,
  received_at         timestamptz not null default now()
);

comment on column unmatched_receipts.provider is 'not personal';
comment on column unmatched_receipts.provider_reference is 'not personal: the provider''s own id';
comment on column unmatched_receipts.status is 'not personal';
comment on column unmatched_receipts.kind is 'not personal';
comment on column unmatched_receipts.reason is 'personal: the provider''s own code and words, which may repeat the recipient';
comment on column unmatched_receipts.provider_time is 'What the provider says about when; shown, never compared';
comment on column unmatched_receipts.received_at is 'From when on it is tried again, for some minutes';
