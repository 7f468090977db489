delete from carried_counts
 where id = any(array(
   select id
     from carried_counts
    order by id
    limit @batch_size
      for update skip locked))
returning instrument, labels, value
