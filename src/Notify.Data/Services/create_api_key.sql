-- The index on names knows only keys without an end; a key that ends some day keeps its name until then, too.
insert into api_keys (id, service_id, name, key_type, priority, secret, revoked_at)
select @id, @service_id, @name, @key_type, @priority, @secret, @revoked_at
 where not exists (
   select from api_keys
    where service_id = @service_id and lower(name) = lower(@name) and (revoked_at is null or revoked_at > now()))
on conflict (service_id, lower(name)) where revoked_at is null do nothing
