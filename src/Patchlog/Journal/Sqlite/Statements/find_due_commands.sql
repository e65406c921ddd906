-- The commands of a tenant that are due, the earliest first, then in the order of their issue. ?1 tenant, ?2 now, ?3 at
-- most so many. A range of outgoing_by_due.
select o.id, o.process, o.instance, o.number, o.command, o.due_at, o.attempts, o.last_problem, o.issued_at
from outgoing o
where o.tenant = ?1 and o.due_at <= ?2
order by o.due_at, o.issue
limit ?3
