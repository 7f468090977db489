-- Whether a process still runs what a connection that broke had sent it.
select pid
  from pg_stat_activity
 where pid = @process_id and pid <> pg_backend_pid() and state = 'active'
