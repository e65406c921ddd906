-- The current states of the given aggregates; no row for one that never existed. $1 tenants, $2 types, $3 ids.
-- One probe of the primary key per aggregate.
select k.n, a.version, a.created_at, a.updated_at, a.body
from unnest($1::text[], $2::text[], $3::text[]) with ordinality as k (tenant, target_name, target_id, n)
cross join lateral (
    select version, created_at, updated_at, body from patchlog.aggregates
    where tenant = k.tenant and target_name = k.target_name and target_id = k.target_id
    limit 1
) as a
