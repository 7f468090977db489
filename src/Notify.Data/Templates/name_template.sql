-- No new version: the words are the same.
update templates
   set stable_name = @stable_name
 where service_id = @service_id and id = @id and archived_at is null and stable_name is null
   and not exists (
     select from templates where service_id = @service_id and stable_name = @stable_name and archived_at is null)
