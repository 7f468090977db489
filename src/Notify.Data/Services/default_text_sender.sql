-- In two steps of one statement: the index allows one default at a time, and is looked at row by row.
with found as (
  select id from sms_senders where service_id = @service_id and id = @id and archived_at is null),
other as (
  update sms_senders
     set is_default = false
   where service_id = @service_id and is_default and archived_at is null and id <> @id and exists (select from found)
  returning id)
update sms_senders
   set is_default = (select count(*) from other) >= 0
 where service_id = @service_id and id = @id and archived_at is null
