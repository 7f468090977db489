select provider, code, mend, since, last_at, answers
  from provider_alarms
 where last_at >= now() - @over
 order by provider, last_at desc, code
