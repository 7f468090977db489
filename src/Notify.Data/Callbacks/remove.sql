-- With what waits for it; what is on its way is an orphan afterwards.
with waiting as (
  delete from callback_queue where service_id = @service_id and kind = @kind and owner is null)
delete from service_callbacks where service_id = @service_id and kind = @kind
