-- Files sent by e-mail. Name and content are encrypted with a key that stands only in the recipient's link: nothing here opens them.

create table files (
  id              uuid primary key,
  service_id      uuid not null references services,
  name            bytea not null,
  media_type      text not null,
  size            integer not null,
  content         bytea not null,
  recipient_hash  bytea,
  guesses         integer not null default 0,
  last_guess_at   timestamptz,
  created_at      timestamptz not null default now(),
  expires_at      timestamptz not null
);

-- Ciphertext does not compress.
alter table files alter column content set storage external;

comment on column files.name is 'personal: encrypted with the key of the link; empty inside when the request gave none';
comment on column files.media_type is 'not personal';
comment on column files.size is 'Bytes before encryption';
comment on column files.content is 'personal: encrypted with the key of the link';
comment on column files.recipient_hash is 'personal: HMAC of the recipient''s address under the key of the link; null: the address is not asked for';
comment on column files.guesses is 'Addresses tried in a row, the last one at last_guess_at';
comment on column files.expires_at is 'From when on it cannot be fetched and is deleted';

create index files_expires_at on files (expires_at);
create index files_service on files (service_id);
