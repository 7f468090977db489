-- Fair shares among the services of a lane, what a retry must know, and who carries messages with what weight.

alter table notification_queue
  add column failed_provider text,
  add column waits_since timestamptz not null default now();

comment on column notification_queue.channel is 'not personal';
comment on column notification_queue.lane is 'not personal';
comment on column notification_queue.waits_since is 'When it was due first: its age counts from here';
comment on column notification_queue.failed_provider is 'not personal: the provider whose try failed last; the next one goes to another where there is one';

-- A claim steps from service to service through this index, and takes the oldest of each.
create index notification_queue_shares on notification_queue (channel, lane, service_id, due_at) where owner is null;
drop index notification_queue_due;

-- The providers that the settings name, and the share of the messages that each gets now.
create table providers (
  channel         text not null,
  name            text not null,
  weight          integer not null check (weight between 0 and 100),
  resting_weight  integer not null check (resting_weight between 0 and 100),
  active          boolean not null default true,
  version         integer not null default 1,
  changed_at      timestamptz not null default now(),
  primary key (channel, name)
);

comment on column providers.channel is 'not personal';
comment on column providers.name is 'not personal';
comment on column providers.weight is 'Share of the messages it gets now, as a part of the sum of those that are active';
comment on column providers.resting_weight is 'Weight of the settings, to which the present one returns step by step';
comment on column providers.active is 'Switched off by a person: gets nothing, whatever its weight';

create table provider_changes (
  channel     text not null,
  name        text not null,
  version     integer not null,
  weight      integer not null,
  active      boolean not null,
  reason      text not null,
  changed_by  text not null,
  changed_at  timestamptz not null default now(),
  primary key (channel, name, version)
);

comment on table provider_changes is 'Every version of a provider''s row, with who changed it and why';
comment on column provider_changes.channel is 'not personal';
comment on column provider_changes.name is 'not personal';
comment on column provider_changes.reason is 'not personal: of the product, or written by an operator';
comment on column provider_changes.changed_by is 'not personal: the login name of an operator, or the product itself';

-- The first version 7 UUID of a moment, to cut a range of ids by time.
create function uuid_at(moment timestamptz) returns uuid
  language sql immutable parallel safe
  as $$ select (lpad(to_hex((extract(epoch from moment) * 1000)::bigint), 12, '0') || '00000000000000000000')::uuid $$;

-- Owner numbers whose advisory lock somebody holds: the workers that live. The number of another database's worker may be the same.
create function living_owners(lock_class integer) returns setof integer
  language sql stable
  as $$
    select objid::bigint::integer
      from pg_locks
     where locktype = 'advisory' and classid = lock_class::oid and objsubid = 2
       and database = (select oid from pg_database where datname = current_database()) $$;
