-- A receipt that comes again is counted where it stands already, and the provider's own time stands beside ours.
alter table notification_events
  add column provider_time timestamptz,
  add column repeats integer not null default 0,
  add column repeated_at timestamptz;

comment on column notification_events.provider_time is 'When it happened by the provider''s clock; null: it did not say';
comment on column notification_events.repeats is 'How often the same receipt came again';
comment on column notification_events.repeated_at is 'When it did last';
