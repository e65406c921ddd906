-- Tenants whose processes have something to do: whether they are behind, and when the next timer or command is due;
-- those first whose lease ended longest ago. $1 who asks, $2 now, $3 at most so many, $4 the server's own tenant. One
-- probe of the events for each tenant. A lease that ends later than any lasts was taken before a clock was set back.
select c.tenant, b.is_behind, r.next_due
from (
    select d.tenant from patchlog.process_readers d where d.next_due <= $2
    union
    select t.tenant from patchlog.tenants t
) as c
left join patchlog.process_readers r on r.tenant = c.tenant
cross join lateral (
    select coalesce(r.position, 0) < coalesce((
        select e.position from patchlog.events e where e.tenant = c.tenant order by e.position desc limit 1), 0)
) as b (is_behind)
where c.tenant <> $4 and (b.is_behind or r.next_due <= $2)
    and (r.owner is null or r.owner = $1 or r.leased_until <= clock_timestamp()
        or r.leased_until > clock_timestamp() + interval '1 minute')
order by r.leased_until nulls first, c.tenant
limit $3
