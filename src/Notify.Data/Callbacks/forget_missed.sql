update service_callbacks
   set missed_since = null
 where service_id = @service_id and kind = @kind and missed_since = @missed_since
