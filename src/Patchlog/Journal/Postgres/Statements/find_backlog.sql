-- Tenants whose processes have something to do: whether they are behind, and when the next timer or command is due;
-- those first whose lease ended longest ago. $1 who asks, $2 now, $3 whether events are read at all, $4 at most so
-- many, $5 the server's own tenant. Where no events are read, a range of process_readers_by_due; else one probe of the
-- events for each tenant.
select c.tenant, b.is_behind, r.next_due
from (
    select d.tenant from patchlog.process_readers d where d.next_due <= $2
    union
    select t.tenant from patchlog.tenants t where $3
) as c
left join patchlog.process_readers r on r.tenant = c.tenant
cross join lateral (
    select $3 and coalesce(r.position, 0) < coalesce((
        select e.position from patchlog.events e where e.tenant = c.tenant order by e.position desc limit 1), 0)
) as b (is_behind)
where c.tenant <> $5 and (b.is_behind or r.next_due <= $2)
    and (r.owner is null or r.owner = $1 or r.leased_until <= clock_timestamp())
order by r.leased_until nulls first, c.tenant
limit $4
