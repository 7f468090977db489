-- The newest key of each encryption key's name: a ciphertext begins with format, length and name of the key it was made with.
select distinct on (substring(secret from 3 for get_byte(secret, 1))) id, secret
  from api_keys
 where revoked_at is null or revoked_at > now()
 order by substring(secret from 3 for get_byte(secret, 1)), created_at desc
