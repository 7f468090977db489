-- A provider is asked about texts whose end it has not reported, some at a time, and all of them in turn.
alter table providers add column asked_up_to uuid;

comment on column providers.asked_up_to is 'The notification that was asked about last; null: the next round begins with the oldest';
