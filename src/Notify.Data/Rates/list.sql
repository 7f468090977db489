select kind, valid_from, amount
  from rates
