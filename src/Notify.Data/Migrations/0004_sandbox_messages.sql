-- What the sandbox provider captured instead of sending: the whole message, as it would have gone out.

create table sandbox_messages (
  id               uuid primary key,
  notification_id  uuid not null,
  service_id       uuid not null,
  channel          text not null,
  recipient        text not null,
  sender           text not null,
  subject          text,
  content          bytea not null,
  encoding         text not null,
  fragments        smallint,
  captured_at      timestamptz not null default now()
);

comment on column sandbox_messages.channel is 'not personal';
comment on column sandbox_messages.recipient is 'personal';
comment on column sandbox_messages.sender is 'not personal';
comment on column sandbox_messages.subject is 'personal: of an e-mail; null for texts';
comment on column sandbox_messages.content is 'personal: the MIME message as it would stand on the wire, or the text in UTF-8';
comment on column sandbox_messages.encoding is 'not personal: mime for e-mails; gsm-7 or ucs-2 for texts';

create index sandbox_messages_notification on sandbox_messages (notification_id);
