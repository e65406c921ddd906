-- The timers of one instance, the earliest first. $1 tenant, $2 process, $3 instance, $4 at most so many. A range of
-- the primary key.
select t.process, t.instance, t.name, t.entry, t.due_at
from patchlog.timers t
where t.tenant = $1 and t.process = $2 and t.instance = $3
order by t.due_at, t.name, t.entry
limit $4
