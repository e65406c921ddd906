-- Counts a failed attempt to send a command, and makes it due at another time. $1 tenant, $2 id, $3 due, $4 problem.
-- See Migrations/0009_processes.sql.
select patchlog.postpone($1, $2, $3, $4)
