-- One at a time applies declarations to a database, until the end of its transaction: people and names are shared between services.
select pg_advisory_xact_lock(hashtext('notify apply'))
