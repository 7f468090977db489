-- Adds a host's failed calls to those of the others, unless there are more than enough with them: then all are forgotten.
with recent as (
  select coalesce(sum(failures) filter (where counted_at > now() - @window), 0) + @failures > @most as is_too_many
    from provider_failures
   where channel = @channel and name = @name),
forgotten as (
  delete from provider_failures f
   using recent r
   where f.channel = @channel and f.name = @name and (r.is_too_many or f.counted_at <= now() - @window)),
added as (
  insert into provider_failures (channel, name, failures)
  select @channel, @name, @failures
    from recent
   where not is_too_many)
select is_too_many
  from recent
