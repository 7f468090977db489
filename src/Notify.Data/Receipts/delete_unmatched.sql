delete from unmatched_receipts
 where id = any(@ids)
