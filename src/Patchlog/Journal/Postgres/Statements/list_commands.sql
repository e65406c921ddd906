-- The commands of one instance, in the order of their issue. $1 tenant, $2 process, $3 instance, $4 at most so many. A
-- range of outgoing_by_instance.
select o.id, o.process, o.instance, o.number, o.command, o.due_at, o.attempts, o.last_problem, o.issued_at
from patchlog.outgoing o
where o.tenant = $1 and o.process = $2 and o.instance = $3
order by o.issue
limit $4
