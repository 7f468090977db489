-- A callback that is switched on again says so at once, and queues what it missed after that: if the second step breaks off, somebody must know.
alter table service_callbacks add column missed_since timestamptz;

comment on column service_callbacks.missed_since is 'On again, and what came to pass since then is still to be queued; null: nothing is';
