-- Names the settings give, with the weights they rest at. A weight that moved away from its old resting place stays where it is.
insert into providers (channel, name, weight, resting_weight)
select @channel, name, weight, weight
  from unnest(@names, @weights) as p(name, weight)
 order by name
    on conflict (channel, name) do update
       set resting_weight = excluded.resting_weight,
           weight = case when providers.weight = providers.resting_weight then excluded.resting_weight else providers.weight end
     where providers.resting_weight <> excluded.resting_weight
