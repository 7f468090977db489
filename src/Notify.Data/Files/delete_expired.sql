-- Some at a time: each may take two megabytes of the log. What another process deletes is passed over.
delete from files
 where id in (
   select id from files
    where expires_at <= now()
    order by expires_at
    limit @count
      for update skip locked)
