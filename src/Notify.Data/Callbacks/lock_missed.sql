-- One at a time for a callback, by a lock of its own: its row is left to those who record what its receiver answers.
select pg_advisory_xact_lock(hashtextextended('missed callbacks ' || @kind || ' ' || @service_id, 0))
