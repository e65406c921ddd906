-- The last event of a tenant, and whether the event that was known before is gone; no row for a tenant without events.
-- $1 tenant, $2 known position (0 for none), $3 known digest. Mostly nothing was written since, and it is one probe of
-- the primary key.
select h.position, h.digest,
    $2 > 0 and $3 is distinct from
        case when $2 = h.position then h.digest
        else (
            select case when e.position = $2 then e.digest end from patchlog.events e
            where e.tenant = $1 and e.position >= $2 order by e.position limit 1) end
from (
    select e.position, e.digest from patchlog.events e where e.tenant = $1 order by e.position desc limit 1
) as h
