-- The commands of a tenant that are due, the earliest first, then in the order of their issue. $1 tenant, $2 now, $3 at
-- most so many. See Migrations/0009_processes.sql.
select o.id, o.process, o.instance, o.number, o.command, o.due_at, o.attempts, o.last_problem, o.issued_at
from patchlog.due_commands($1, $2, $3) as o
