-- What is decided about a service's keys by looking at them holds until the end of the transaction.
select from services where id = @service_id for no key update
