-- Whether a process is still at what a connection that broke had sent it, or may find its commit next.
select pid
  from pg_stat_activity
 where pid = @process_id and pid <> pg_backend_pid() and state <> 'idle'
