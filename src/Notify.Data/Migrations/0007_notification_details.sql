-- What a notification keeps of its request beyond the message itself, and texts that people send to services.

alter table notifications
  add column reply_to text,
  add column unsubscribe_url text,
  add column has_unsubscribe_link boolean not null default false,
  add column scheduled_for timestamptz,
  add column job_id uuid,
  add column created_by uuid,
  add column postage text;

comment on column notifications.reply_to is 'not personal: of the service, fixed at acceptance; null: none';
comment on column notifications.unsubscribe_url is 'personal: the request''s one_click_unsubscribe_url, which may name the recipient';
comment on column notifications.scheduled_for is 'When it is due; null: at once';
comment on column notifications.job_id is 'Of the uploaded list it came from; null for all others';
comment on column notifications.created_by is 'The person who sent it by hand';
comment on column notifications.postage is 'not personal: of letters';
comment on column notifications.fragments is 'Billable parts of a text (sheets of a letter); null until it was rendered for sending, and for e-mails';
comment on column notifications.recipient is 'personal: normalised (E.164, or the address in lower case), for searching';

create table received_texts (
  id             uuid primary key,
  service_id     uuid not null,
  notify_number  text not null,
  user_number    text not null,
  content        bytea not null,
  provider_time  timestamptz,
  created_at     timestamptz not null default now()
);

comment on column received_texts.notify_number is 'not personal: the service''s number, in national form';
comment on column received_texts.user_number is 'personal: digits with country code, or the sender as given when it is no number';
comment on column received_texts.content is 'personal: encrypted under the key ring';

create index received_texts_service on received_texts (service_id, created_at desc, id desc);
