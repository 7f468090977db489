select asked_up_to
  from providers
 where channel = 'sms' and name = @provider
