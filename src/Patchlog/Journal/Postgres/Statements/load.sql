-- The current states of some aggregates of a tenant; no row for one that never existed. $1 tenant, $2 types, $3 ids,
-- $4 bytes of a document up to which it is read; of a larger one only the bytes are told, and they are null elsewhere.
-- One probe of the primary key per aggregate.
select k.n, a.version, a.created_at, a.updated_at, case when a.bytes > $4 then null else a.body end,
    case when a.bytes > $4 then a.bytes end
from unnest($2::text[], $3::text[]) with ordinality as k (target_name, target_id, n)
cross join lateral (
    select version, created_at, updated_at, body, octet_length(body::text) as bytes from patchlog.aggregates
    where tenant = $1 and target_name = k.target_name and target_id = k.target_id
    limit 1
) as a
