-- Where a received text came from, so that a carrier that repeats itself stores it once; and what it says about getting more.

alter table received_texts
  add column provider text,
  add column provider_reference text,
  add column opt_out text;

comment on column received_texts.provider is 'not personal';
comment on column received_texts.provider_reference is 'not personal: the provider''s own id; null where it gives none';
comment on column received_texts.provider_time is 'What the provider says about when; shown, never compared';
comment on column received_texts.opt_out is 'not personal: stop, start or help when the text is nothing but such a word; else null';

create unique index received_texts_provider_reference on received_texts (provider, provider_reference) where provider_reference is not null;

comment on column inbound_numbers.number is 'not personal: of the service, in national form without spaces; a short code as it is';
