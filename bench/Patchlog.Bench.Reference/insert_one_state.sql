insert into reference.aggregates (tenant, target_name, target_id, version, created_at, updated_at, body)
values ('default', 'order', $1, 1, now(), now(), $2)
on conflict (tenant, target_name, target_id) do update
set version = excluded.version, updated_at = excluded.updated_at, body = excluded.body
