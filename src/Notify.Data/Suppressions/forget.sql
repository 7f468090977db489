-- What has not counted for a week: people's addresses are not kept for longer than they are of use.
delete from suppressions
 where id in (select id from suppressions where coalesce(removed_at, expires_at) < now() - interval '7 days' limit @batch_size)
