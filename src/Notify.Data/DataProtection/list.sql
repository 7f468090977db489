select id, xml
  from data_protection_keys
 order by created_at, id
