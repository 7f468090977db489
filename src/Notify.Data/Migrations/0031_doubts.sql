-- How often a message may have gone out already, so that it is not sent again without end.

alter table notification_queue
  add column doubts integer not null default 0;

comment on column notification_queue.doubts is 'Hand-overs that nobody answered: each may have delivered it';
