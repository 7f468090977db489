-- What a service may do, to whom, how much, and as whom; and the people in its team.

alter table services
  add column trial_mode boolean not null default false,
  add column permissions text[] not null default '{email,sms}',
  add column rate_limit integer not null default 3000 check (rate_limit >= 0),
  add column daily_email integer not null default 250000 check (daily_email >= 0),
  add column daily_sms integer not null default 250000 check (daily_sms >= 0),
  add column daily_international_sms integer not null default 100 check (daily_international_sms >= 0),
  add column daily_letter integer not null default 20000 check (daily_letter >= 0),
  add column contact_link text;

comment on column services.trial_mode is 'While set, only the team and the guest list are written to';
comment on column services.permissions is 'Channels and extras: email, sms, letter, international_sms, sms_to_landlines, international_letters, inbound_sms';
comment on column services.rate_limit is 'Requests in 60 seconds for each kind of key';
comment on column services.daily_international_sms is 'Part of daily_sms';
comment on column services.contact_link is 'Whom people ask about a file sent to them: a web address, an e-mail address or a phone number; null: files are not set up';

create table users (
  id             uuid primary key,
  name           text not null,
  email_address  text not null,
  mobile_number  text,
  created_at     timestamptz not null default now()
);

comment on column users.name is 'personal: of staff, kept while the account exists';
comment on column users.email_address is 'personal: of staff, as typed';
comment on column users.mobile_number is 'personal: of staff, as typed';

create unique index users_email_address on users (lower(email_address));

create table service_members (
  service_id  uuid not null references services,
  user_id     uuid not null references users,
  primary key (service_id, user_id)
);

create index service_members_user on service_members (user_id);

create table guest_list (
  service_id  uuid not null references services,
  recipient   text not null,
  primary key (service_id, recipient)
);

comment on column guest_list.recipient is 'personal: an e-mail address or a number, as typed';

create table email_reply_tos (
  id             uuid primary key,
  service_id     uuid not null references services,
  email_address  text not null,
  is_default     boolean not null default false,
  created_at     timestamptz not null default now(),
  archived_at    timestamptz
);

comment on column email_reply_tos.email_address is 'not personal: of the service';

create unique index email_reply_tos_address on email_reply_tos (service_id, lower(email_address)) where archived_at is null;
create unique index email_reply_tos_default on email_reply_tos (service_id) where is_default and archived_at is null;

create table sms_senders (
  id           uuid primary key,
  service_id   uuid not null references services,
  sender       text not null,
  is_default   boolean not null default false,
  created_at   timestamptz not null default now(),
  archived_at  timestamptz
);

comment on column sms_senders.sender is 'What phones show: a name or a number';

create unique index sms_senders_sender on sms_senders (service_id, sender) where archived_at is null;
create unique index sms_senders_default on sms_senders (service_id) where is_default and archived_at is null;

insert into sms_senders (id, service_id, sender, is_default)
select gen_random_uuid(), id, sms_sender, true
  from services
 where sms_sender is not null;

alter table services drop column sms_sender;

-- A number that people can write to belongs to one service.
create table inbound_numbers (
  number      text primary key,
  service_id  uuid not null references services
);

create index inbound_numbers_service on inbound_numbers (service_id);

-- Keys that manage templates, and keys that end on a day known in advance (rotation, expiry).
alter table api_keys drop constraint api_keys_key_type_check;
alter table api_keys add constraint api_keys_key_type_check check (key_type in ('normal', 'team', 'test', 'management'));

comment on column api_keys.revoked_at is 'From when on it no longer works; in the future for a key that is being replaced or was made for a time';

drop index api_keys_name;
create unique index api_keys_name on api_keys (service_id, lower(name)) where revoked_at is null;

-- What a fragment of a text, or a letter of so many sheets, costs from a day on. Empty: the nation pack's rate.
create table rates (
  kind        text not null,
  valid_from  timestamptz not null,
  amount      numeric not null,
  primary key (kind, valid_from)
);

comment on column rates.kind is 'sms, or letter:POSTAGE:SHEETS';

-- Hosts keep services, keys and templates in memory; each change is announced, whoever makes it. The announcement names
-- the service only: nothing about it can be learnt from the channel.
create function announce_service() returns trigger
  language plpgsql
  as $$
declare
  changed jsonb := to_jsonb(coalesce(new, old));
begin
  perform pg_notify('service_changed', coalesce(changed->>'service_id', changed->>'id'));
  return null;
end $$;

create function announce_user() returns trigger
  language plpgsql
  as $$
begin
  perform pg_notify('service_changed', service_id::text) from service_members where user_id = new.id;
  return null;
end $$;

create trigger announce after insert or update or delete on services for each row execute function announce_service();
create trigger announce after insert or update or delete on api_keys for each row execute function announce_service();
create trigger announce after insert or update or delete on service_members for each row execute function announce_service();
create trigger announce after insert or update or delete on guest_list for each row execute function announce_service();
create trigger announce after insert or update or delete on email_reply_tos for each row execute function announce_service();
create trigger announce after insert or update or delete on sms_senders for each row execute function announce_service();
create trigger announce after insert or update or delete on templates for each row execute function announce_service();
create trigger announce after update on users for each row execute function announce_user();

-- Programs from before read a column that is gone.
update schema_requirements set oldest_program = 5;
