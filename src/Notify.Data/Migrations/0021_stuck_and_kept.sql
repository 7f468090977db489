-- What the sweeper found stuck, and which carrier a text stays with.

alter table notification_queue
  add column stuck integer not null default 0,
  add column kept_by text,
  add column kept_until timestamptz;

comment on column notification_queue.stuck is 'How often it was taken from a worker that had died, or sat on it past its lease, since the last outcome';
comment on column notification_queue.kept_by is 'not personal: the provider that may have taken it although it did not say so; until kept_until no other is asked';
comment on column notification_queue.kept_until is 'When that provider no longer tries to deliver it';
