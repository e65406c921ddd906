-- When, after a time, the next timer or command of any tenant is due; null without any. Always one row. $1 the server's
-- own tenant, which has no processes, $2 the time. A probe of process_readers_by_due.
select min(next_due) from patchlog.process_readers where tenant <> $1 and next_due > $2
