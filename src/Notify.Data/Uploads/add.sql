insert into uploads (
  service_id, id, channel, status, name, reference, template_id, template_version, key_type, api_key_id, created_by, sender, reply_to,
  has_unsubscribe_link, row_count, bad_row_count, bad_rows, more_bad_rows, scheduled_for, created_at)
values (
  @service_id, @id, @channel, @status, @name, @reference, @template_id, @template_version, @key_type, @api_key_id, @created_by, @sender, @reply_to,
  @has_unsubscribe_link, @row_count, @bad_row_count, @bad_rows, @more_bad_rows, @scheduled_for, @created_at)
