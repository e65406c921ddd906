-- Tenants whose processes have something to do: whether they are behind, and when the next timer or command is due;
-- those first whose lease ended longest ago. ?1 who asks, ?2 now, ?3 whether events are read at all, ?4 at most so
-- many, ?5 the server's own tenant, ?6 the time of leases. Where no events are read, a range of process_readers_by_due;
-- else one probe of the events for each tenant.
select b.tenant, b.is_behind, b.next_due
from (
    select c.tenant, r.next_due, r.owner, r.leased_until,
        ?3 and coalesce(r.position, 0) < coalesce((
            select e.position from events e where e.tenant = c.tenant order by e.position desc limit 1), 0) as is_behind
    from (
        select d.tenant from process_readers d where d.next_due <= ?2
        union all
        select t.tenant from tenants t
        where ?3 and not exists (select 1 from process_readers d where d.tenant = t.tenant and d.next_due <= ?2)
    ) as c
    left join process_readers r on r.tenant = c.tenant
) as b
where b.tenant <> ?5 and (b.is_behind or b.next_due <= ?2)
    and (b.owner is null or b.owner = ?1 or b.leased_until <= ?6)
order by b.leased_until nulls first, b.tenant
limit ?4
