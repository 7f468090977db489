-- The active providers of a channel, held until the change is made; whether one changed too lately to change again.
select channel, name, weight, resting_weight, active, changed_at > now() - @rest as is_fresh
  from providers
 where channel = @channel and name = any(@names)
 order by name
   for update
