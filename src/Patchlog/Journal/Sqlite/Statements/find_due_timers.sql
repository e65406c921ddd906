-- The timers of a tenant that are due, the earliest first. ?1 tenant, ?2 now, ?3 at most so many. A range of
-- timers_by_due.
select t.process, t.instance, t.name, t.entry, t.due_at
from timers t
where t.tenant = ?1 and t.due_at <= ?2
order by t.due_at
limit ?3
