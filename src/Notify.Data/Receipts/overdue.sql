-- Texts that one provider took over an hour ago and has not reported the end of; the newest days only, since later receipts correct nothing.
select id, provider_reference
  from notifications
 where id > @after
   and id >= uuid_of_day((now() at time zone 'utc')::date - 3)
   and provider = @provider and status in ('sending', 'pending') and provider_reference is not null
   and sent_at < now() - interval '1 hour'
 order by id
 limit @batch_size
