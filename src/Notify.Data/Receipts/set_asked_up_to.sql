update providers
   set asked_up_to = @id
 where channel = 'sms' and name = @provider
