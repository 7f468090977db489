with changed as (
  update providers p
     set weight = c.weight, active = c.active, version = p.version + 1, changed_at = now()
    from unnest(@names, @weights, @active) as c(name, weight, active)
   where p.channel = @channel and p.name = c.name
  returning p.channel, p.name, p.version, p.weight, p.active)
insert into provider_changes (channel, name, version, weight, active, reason, changed_by)
select ch.channel, ch.name, ch.version, ch.weight, ch.active, r.reason, @changed_by
  from changed ch
  join unnest(@names, @reasons) as r(name, reason) on r.name = ch.name
