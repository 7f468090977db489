select w.service_id, s.name, w.level, w.since, w.sent, w.bounced
  from bounce_watch w
  join services s on s.id = w.service_id
 where w.level <> 'good'
 order by w.level, s.name
