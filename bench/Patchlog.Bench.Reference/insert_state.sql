insert into reference.aggregates (tenant, target_name, target_id, version, created_at, updated_at, body)
select 'default', 'order', i.target_id, 1, now(), now(), i.body
from unnest($1::text[], $2::json[]) as i (target_id, body)
on conflict (tenant, target_name, target_id) do update
set version = excluded.version, updated_at = excluded.updated_at, body = excluded.body
