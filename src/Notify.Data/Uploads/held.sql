-- How far an upload has come that was to be taken and is held by somebody else.
select stored_rows
  from uploads
 where id = @id and status in ('pending', 'in progress')
