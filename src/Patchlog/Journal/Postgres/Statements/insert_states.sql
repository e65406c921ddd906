-- Current states of a rebuild. $1 tenant, $2 types, $3 ids, $4 versions, $5 created, $6 updated, $7 bodies.
insert into patchlog.aggregates (tenant, target_name, target_id, version, created_at, updated_at, body)
select $1, s.target_name, s.target_id, s.version, s.created_at, s.updated_at, s.body
from unnest($2::text[], $3::text[], $4::bigint[], $5::timestamptz[], $6::timestamptz[], $7::json[])
    as s (target_name, target_id, version, created_at, updated_at, body)
