update uploads
   set status = 'error', finished_at = now(), touched_at = now()
 where id = @id and status in ('pending', 'in progress') and greatest(created_at, scheduled_for, resumed_at) < now() - @age
