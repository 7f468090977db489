-- Takes changes out, to be added to the totals in the same transaction.
with taken as (
  delete from notification_total_changes
   where ctid = any(array(
     select ctid
       from notification_total_changes
      limit @batch_size
        for update skip locked))
  returning service_id, template_id, channel, status, quarter, messages, fragments, units)
select service_id, template_id, channel, status, quarter, sum(messages)::bigint as messages, sum(fragments)::bigint as fragments, sum(units)::bigint as units,
       count(*)::integer as changes
  from taken
 group by service_id, template_id, channel, status, quarter
