insert into provider_alarms as a (provider, code, mend, answers)
select provider, code, mend, answers
  from unnest(@providers, @codes, @mends, @answers) as raised(provider, code, mend, answers)
 order by provider, code
    on conflict (provider, code) do update
   set mend = excluded.mend,
       since = case when a.last_at < now() - @over then now() else a.since end,
       answers = case when a.last_at < now() - @over then 0 else a.answers end + excluded.answers,
       last_at = now()
