-- Snapshots of a rebuild. $1 tenant, $2 types, $3 ids, $4 versions, $5 times, $6 bodies.
insert into patchlog.snapshots (tenant, target_name, target_id, version, time, body)
select $1, s.target_name, s.target_id, s.version, s.time, s.body
from unnest($2::text[], $3::text[], $4::bigint[], $5::timestamptz[], $6::json[])
    as s (target_name, target_id, version, time, body)
