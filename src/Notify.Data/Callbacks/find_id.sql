select id from service_callbacks where service_id = @service_id and kind = @kind
