-- Programs that send in bulk by single requests are told apart by their key.

alter table api_keys add column priority text not null default 'normal' check (priority in ('normal', 'bulk'));

comment on column api_keys.priority is 'bulk: what it sends waits in the bulk lane, whatever the template says';
