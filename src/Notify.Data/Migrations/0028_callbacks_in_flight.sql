-- How many callbacks of a receiver are in flight is counted for each receiver at each claim.
create index callback_queue_in_flight on callback_queue (service_id, kind) where owner is not null;
