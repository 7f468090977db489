-- What a service has sent today. One row more, without a kind, so that the day and the time are known when nothing was sent.
select c.kind, c.count, now() as read_at
  from (values (1)) as one(row)
  left join daily_counts c on c.service_id = @service_id and c.day = (now() at time zone 'utc')::date
