-- Names the settings give, with the weights they rest at. A weight that moved away from its old resting place stays where it is, and so does
-- one that a person set last, wherever: hosts with other settings must not undo it by starting.
insert into providers (channel, name, weight, resting_weight)
select @channel, name, weight, weight
  from unnest(@names, @weights) as p(name, weight)
 order by name
    on conflict (channel, name) do update
       set resting_weight = excluded.resting_weight,
           weight = case
             when providers.weight = providers.resting_weight
              and not exists (
                select from provider_changes c
                 where c.channel = providers.channel and c.name = providers.name and c.version = providers.version and c.changed_by <> @ourselves)
             then excluded.resting_weight
             else providers.weight
           end
     where providers.resting_weight <> excluded.resting_weight
