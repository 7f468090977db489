-- Many messages from one template at once: lists sent through the API, and later from pages. An upload is accepted as a whole with its
-- rows checked; a job then turns it into notifications, some thousand in a transaction, which moves the checkpoint on the upload's row.

create table uploads (
  id                    uuid primary key,
  service_id            uuid not null,
  channel               text not null,
  status                text not null,
  name                  text not null,
  reference             text,
  template_id           uuid not null,
  template_version      integer not null,
  key_type              text not null,
  api_key_id            uuid,
  created_by            uuid,
  sender                text not null,
  reply_to              text,
  has_unsubscribe_link  boolean not null default false,
  row_count             integer not null,
  stored_rows           integer not null default 0,
  bad_row_count         integer not null default 0,
  bad_rows              bytea,
  scheduled_for         timestamptz,
  created_at            timestamptz not null,
  started_at            timestamptz,
  finished_at           timestamptz,
  touched_at            timestamptz not null default now(),
  rows_differ           boolean not null default false,
  counted_at            timestamptz,
  delivered             integer,
  failed                integer,
  cancelled             integer
) with (fillfactor = 70);

comment on column uploads.channel is 'not personal';
comment on column uploads.status is 'not personal: scheduled, pending, in progress, paused, finished, cancelled or error';
comment on column uploads.name is 'personal: chosen by the service, it may name a person; empty after retention';
comment on column uploads.reference is 'personal: the service''s own reference, which may name a person';
comment on column uploads.key_type is 'not personal: what its notifications are sent as';
comment on column uploads.created_by is 'The person who sent it by hand; null for the API';
comment on column uploads.sender is 'not personal: what recipients see as the sender, fixed at acceptance';
comment on column uploads.reply_to is 'not personal: of the service, fixed at acceptance; null: none';
comment on column uploads.row_count is 'Rows that are sent: those that were in order';
comment on column uploads.stored_rows is 'The checkpoint: rows that have become notifications';
comment on column uploads.bad_rows is 'personal: the first rows that were not in order, with headings of the file, as JSON, encrypted under the key ring';
comment on column uploads.touched_at is 'When a job last worked on it: what lies untouched too long is given to another';
comment on column uploads.rows_differ is 'Whether stored rows have still to be held, released or cancelled, as the status says';
comment on column uploads.counted_at is 'When it was last looked whether all its notifications have ended: less often the longer it takes';
comment on column uploads.delivered is 'Of its notifications, once all have a final status; null until then';

create index uploads_service on uploads (service_id, id desc);
create index uploads_open on uploads (id) where rows_differ or status in ('scheduled', 'pending', 'in progress');
create index uploads_unsettled on uploads (id) where delivered is null;

-- Checked rows on their way to becoming notifications: deleted in the transaction that stores these.
create table upload_chunks (
  upload_id  uuid not null,
  number     integer not null,
  id         uuid not null,
  rows       integer not null,
  content    bytea not null,
  primary key (upload_id, number)
);

-- Ciphertext does not compress.
alter table upload_chunks alter column content set storage external;

comment on column upload_chunks.content is 'personal: rows, encrypted under the key ring';

alter table notifications add column job_row_number integer;

comment on column notifications.job_row_number is 'Of the uploaded list: the number that people see for the row';

-- Once per upload and row is kept by writing rows and checkpoint in one transaction: a partition's unique key would not reach the next day.
create index notifications_job on notifications (job_id, job_row_number) where job_id is not null;

-- Rows that come by COPY are due by the database's clock, too.
alter table notification_queue alter column due_at set default now();
