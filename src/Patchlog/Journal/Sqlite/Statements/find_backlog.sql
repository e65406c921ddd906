-- Tenants whose processes have something to do: whether they are behind, and when the next timer or command is due;
-- those first whose lease ended longest ago. ?1 who asks, ?2 now, ?3 at most so many, ?4 the server's own tenant, ?5
-- the time of leases, ?6 a time that none of them lasts to unless a clock was set back. One probe of the events for
-- each tenant.
select b.tenant, b.is_behind, b.next_due
from (
    select c.tenant, r.next_due, r.owner, r.leased_until,
        coalesce(r.position, 0) < coalesce((
            select e.position from events e where e.tenant = c.tenant order by e.position desc limit 1), 0) as is_behind
    from (
        select d.tenant from process_readers d where d.next_due <= ?2
        union all
        select t.tenant from tenants t
        where not exists (select 1 from process_readers d where d.tenant = t.tenant and d.next_due <= ?2)
    ) as c
    left join process_readers r on r.tenant = c.tenant
) as b
where b.tenant <> ?4 and (b.is_behind or b.next_due <= ?2)
    and (b.owner is null or b.owner = ?1 or b.leased_until <= ?5 or b.leased_until > ?6)
order by b.leased_until nulls first, b.tenant
limit ?3
