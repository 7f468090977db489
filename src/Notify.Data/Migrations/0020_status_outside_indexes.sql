-- No index names the status of a notification: a change of it then touches none of them (a heap-only tuple), which matters because every
-- notification changes it twice.
drop index notifications_bounced;

-- The watch over hard bounces looks here first.
create index notification_totals_bounced on notification_totals (local_day) where status = 'permanent-failure' and channel = 'email';
