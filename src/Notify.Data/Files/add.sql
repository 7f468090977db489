insert into files (id, service_id, name, media_type, size, content, recipient_hash, expires_at)
values (@id, @service_id, @name, @media_type, @size, @content, @recipient_hash, now() + make_interval(weeks => @weeks))
