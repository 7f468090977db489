insert into suppressions (service_id, channel, recipient, reason, expires_at)
values (@service_id, @channel, @recipient, @reason, now() + @lifetime)
on conflict (recipient, channel, service_id, reason) where removed_at is null
do update set expires_at = excluded.expires_at, created_at = excluded.created_at
returning id, service_id, channel, recipient, reason, source_notification_id, created_at, expires_at
