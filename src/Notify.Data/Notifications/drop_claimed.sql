-- Takes out of the queue what was claimed but must not be sent any more (receipted or cancelled meanwhile, or gone).
delete from notification_queue
 where id = any(@ids) and owner = @owner
