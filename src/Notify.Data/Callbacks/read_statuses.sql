-- What is told of notifications, as they are now.
select n.id, n.reference, n.recipient_as_sent, n.status, n.created_at, n.updated_at, n.sent_at, n.channel, n.template_id, n.template_version,
       (select e.reason
          from notification_events e
         where e.notification_id = n.id and e.notification_id = any(@ids) and e.reason is not null and e.status = n.status
         order by e.id desc
         limit 1) as reason
  from notifications n
 where n.id = any(@ids)
