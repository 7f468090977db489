-- Whether a day's notifications are still to be sent, or have ended so lately that services may still be told.
select exists (select from notification_queue where id >= @from and id < @to)
    or exists (select from notifications where id >= @from and id < @to and updated_at > now() - @telling) as is_waited_for
