delete from service_members
 where service_id = @service_id and user_id = @user_id
