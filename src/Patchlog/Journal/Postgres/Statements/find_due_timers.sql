-- The timers of a tenant that are due, the earliest first. $1 tenant, $2 now, $3 at most so many. See
-- Migrations/0009_processes.sql.
select t.process, t.instance, t.name, t.entry, t.due_at from patchlog.due_timers($1, $2, $3) as t
