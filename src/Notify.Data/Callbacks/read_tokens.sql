select id, kind, bearer_token from service_callbacks where service_id = @service_id
