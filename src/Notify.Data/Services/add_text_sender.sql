-- The first of a service is its default, asked for or not.
with known as (
  select 1 from sms_senders where service_id = @service_id and sender = @value and archived_at is null),
other as (
  update sms_senders
     set is_default = false
   where service_id = @service_id and is_default and archived_at is null and @is_default and not exists (select from known)
  returning id)
insert into sms_senders (id, service_id, sender, is_default)
select @id, @service_id, @value,
       case when @is_default then (select count(*) from other) >= 0
            else not exists (select from sms_senders where service_id = @service_id and is_default and archived_at is null) end
 where not exists (select from known)
returning id
