insert into data_protection_keys (id, friendly_name, xml)
values (@id, @friendly_name, @xml)
