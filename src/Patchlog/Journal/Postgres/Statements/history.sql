-- Events of one aggregate, oldest first; no rows when there are none in the range. $1 tenant, $2 type, $3 id,
-- $4 after this version, $5 up to this one, $6 at most so many. A range of events_by_aggregate.
select e.position, e.target_name, e.target_id, e.version, e.type, e.name, e.time, e.command_id, e.ordinal,
    e.actor, e.bundle, e.body, e.data, e.context, e.received_at, e.reads, e.asked, e.rules, e.depth
from patchlog.events e
where e.tenant = $1 and e.target_name = $2 and e.target_id = $3 and e.version > $4 and e.version <= $5
order by e.version
limit $6
