update suppressions
   set removed_at = now(), removed_by = @removed_by
 where service_id is not distinct from @service_id and (id = @id or (@recipient is not null and recipient = @recipient)) and removed_at is null
