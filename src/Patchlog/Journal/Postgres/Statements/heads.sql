-- The last events of the given tenants, with nulls for one without; and whether the events that were known before are
-- gone. $1 tenants, $2 known positions (0 for none), $3 known digests. Two probes of the primary key for each.
select k.n, h.position, h.digest,
    k.position > 0 and k.digest is distinct from
        case when k.position = h.position then h.digest
        else (
            select case when e.position = k.position then e.digest end from patchlog.events e
            where e.tenant = k.tenant and e.position >= k.position order by e.position limit 1) end
from unnest($1::text[], $2::bigint[], $3::bytea[]) with ordinality as k (tenant, position, digest, n)
left join lateral (
    select e.position, e.digest from patchlog.events e where e.tenant = k.tenant order by e.position desc limit 1
) as h on true
