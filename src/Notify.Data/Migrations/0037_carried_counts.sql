-- What a command that ends at once has counted: whoever asks for metrics never meets it, so a worker adds it to its own.
create table carried_counts (
  id          bigint generated always as identity primary key,
  instrument  text not null,
  labels      text[] not null,
  value       bigint not null
);

comment on column carried_counts.instrument is 'not personal';
comment on column carried_counts.labels is 'not personal: names and values of labels in turn';
