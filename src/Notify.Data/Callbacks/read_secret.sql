select signing_secret from service_callbacks where service_id = @service_id and id = @id
