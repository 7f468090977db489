select exists (select from notification_queue where id >= @from and id < @to) as is_waited_for
