insert into api_keys (id, service_id, name, key_type, secret)
values (@id, @service_id, @name, @key_type, @secret)
on conflict (service_id, lower(name)) where revoked_at is null do nothing
