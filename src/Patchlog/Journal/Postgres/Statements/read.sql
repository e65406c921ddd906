-- Events of one tenant, oldest first; no rows at the head. $1 tenant, $2 after this position, $3 at most so many.
-- A range of the primary key.
select e.position, e.target_name, e.target_id, e.version, e.type, e.name, e.time, e.command_id, e.ordinal,
    e.actor, e.bundle, e.body, e.data, e.context, e.received_at, e.reads, e.asked, e.rules, e.depth
from patchlog.events e
where e.tenant = $1 and e.position > $2
order by e.position
limit $3
