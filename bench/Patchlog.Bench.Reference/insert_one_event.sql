insert into reference.events (tenant, command_id, target_name, target_id, version, type, time, body)
values ('default', $1, 'order', $2, 1, 'create', now(), $3)
