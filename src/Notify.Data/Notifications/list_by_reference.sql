-- As list.sql, but apart from it: a plan that must do with and without a reference would not use the index on references.
select n.id, n.service_id, n.channel, n.status, n.key_type, n.template_id, n.template_version, n.recipient, n.recipient_as_sent,
       n.personalisation, n.reference, n.sender, n.international, n.fragments, n.rate_multiplier, n.provider, n.provider_reference,
       n.created_at, n.sent_at, n.updated_at, n.reply_to, n.unsubscribe_url, n.has_unsubscribe_link, n.scheduled_for, n.job_id, n.postage,
       u.name as created_by_name
  from notifications n
  left join users u on u.id = n.created_by
 where n.service_id = @service_id
   and n.key_type = @key_type
   and n.id < coalesce(@older_than, 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid)
   and (@older_than is null or exists (select from notifications where service_id = @service_id and id = @older_than))
   and (@channels is null or n.channel = any(@channels))
   and (@statuses is null or n.status = any(@statuses))
   and n.reference = @reference
   and (@include_jobs or n.job_id is null)
 order by n.id desc
 limit @page_size
