-- What was paused waits anew from then on: no age limit strikes it for the time it was paused.
alter table uploads add column resumed_at timestamptz;

comment on column uploads.resumed_at is 'When somebody resumed it last';
