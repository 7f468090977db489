-- The first of a service is its default, asked for or not.
with known as (
  select 1 from email_reply_tos where service_id = @service_id and lower(email_address) = lower(@value) and archived_at is null),
other as (
  update email_reply_tos
     set is_default = false
   where service_id = @service_id and is_default and archived_at is null and @is_default and not exists (select from known)
  returning id)
insert into email_reply_tos (id, service_id, email_address, is_default)
select @id, @service_id, @value,
       case when @is_default then (select count(*) from other) >= 0
            else not exists (select from email_reply_tos where service_id = @service_id and is_default and archived_at is null) end
 where not exists (select from known)
returning id
