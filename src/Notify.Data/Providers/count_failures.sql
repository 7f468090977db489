-- Adds a host's failed calls to those of the others and says whether there are more than enough; what is too old is forgotten.
with recent as (
  select coalesce(sum(failures) filter (where counted_at > now() - @window), 0) + @failures > @most as is_too_many
    from provider_failures
   where channel = @channel and name = @name),
forgotten as (
  delete from provider_failures
   where channel = @channel and name = @name and counted_at <= now() - @window),
added as (
  insert into provider_failures (channel, name, failures)
  values (@channel, @name, @failures))
select is_too_many
  from recent
