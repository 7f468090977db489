-- What templates carry beside their words, and who wrote which version.

alter table templates
  add column stable_name text,
  add column hidden boolean not null default false,
  add column has_unsubscribe_link boolean not null default false,
  add column lane text not null default 'normal' check (lane in ('priority', 'normal', 'bulk')),
  add column postage text,
  add column letter_contact text;

comment on column templates.stable_name is 'The name that programs use: the same in every environment, while ids differ';
comment on column templates.hidden is 'The product''s own: neither listed nor shown';
comment on column templates.has_unsubscribe_link is 'Mails carry an unsubscribe link of the platform''s';
comment on column templates.postage is 'Of letters';
comment on column templates.letter_contact is 'Of letters: the block of lines with the sender''s address';

create unique index templates_stable_name on templates (service_id, stable_name) where archived_at is null;

alter table template_versions
  add column name text,
  add column created_by uuid references users;

update template_versions v
   set name = t.name
  from templates t
 where t.id = v.template_id;

alter table template_versions alter column name set not null;

comment on column template_versions.created_by is 'Null when no person made it: a program did, or the command line';
