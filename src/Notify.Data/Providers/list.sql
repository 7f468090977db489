select channel, name, weight, resting_weight, active
  from providers
 order by channel, name
