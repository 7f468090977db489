with waiting as (
  delete from callback_queue where service_id = @service_id and kind = @kind)
delete from service_callbacks where service_id = @service_id and kind = @kind
