insert into reference.events (tenant, command_id, target_name, target_id, version, type, time, body)
select 'default', i.command_id, 'order', i.target_id, 1, 'create', now(), i.body
from unnest($1::text[], $2::text[], $3::json[]) as i (command_id, target_id, body)
