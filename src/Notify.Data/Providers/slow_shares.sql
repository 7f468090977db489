-- Of the texts accepted in the last minutes and handed to a provider that tells us of delivery: how many took, or have been taking,
-- too long from hand-over to delivery.
select n.provider, count(*) as handed_over,
       count(*) filter (where coalesce(case when n.status = 'delivered' then n.updated_at end, now()) - n.sent_at >= @slow_after) as slow
  from notifications n
 where n.id >= uuid_at(now() - @looking_back)
   and n.channel = @channel and n.key_type <> 'test' and n.sent_at is not null
   and n.status in ('delivered', 'pending', 'sending') and n.provider = any(@names)
 group by n.provider
