delete from unmatched_receipts
 where received_at < now() - @patience
