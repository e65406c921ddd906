-- The last positions of the given tenants; no row for one without events. $1 tenants.
select k.n, t.head
from unnest($1::text[]) with ordinality as k (tenant, n)
join patchlog.tenants t on t.tenant = k.tenant
