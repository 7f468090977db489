select channel, name, version, weight, active, reason, changed_by, changed_at
  from provider_changes
 where channel = @channel and name = @name
 order by version desc
 limit @most
