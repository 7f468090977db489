-- The keys with which pages sign cookies and forms: many hosts serve one browser, so they share them.
create table data_protection_keys (
  id             uuid primary key,
  friendly_name  text not null,
  xml            bytea not null,
  created_at     timestamptz not null default now()
);

comment on column data_protection_keys.xml is 'Encrypted under the key ring';
