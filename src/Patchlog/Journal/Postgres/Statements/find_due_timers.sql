-- The timers of a tenant that are due, the earliest first. $1 tenant, $2 now, $3 at most so many. A range of
-- timers_by_due, which begins where the tenant's row says that the earliest is: timers that were ended are not walked
-- over.
select t.process, t.instance, t.name, t.entry, t.due_at
from patchlog.timers t
where t.tenant = $1 and t.due_at <= $2
    and t.due_at >= (select r.next_due from patchlog.process_readers r where r.tenant = $1)
order by t.due_at
limit $3
