-- A new address or token starts afresh; the secret stays unless there is none yet.
insert into service_callbacks (service_id, id, kind, url, bearer_token, signing_secret)
values (@service_id, @id, @kind, @url, @bearer_token, @signing_secret)
on conflict (service_id, kind) do nothing
