-- The events of the given commands, in order; no row for a command without. $1 tenant, $2 ids.
-- A range of events_by_command per id.
select k.n, e.command_digest, e.position, e.target_name, e.target_id, e.version, e.type, e.name, e.time, e.command_id,
    e.ordinal, e.actor, e.bundle, e.body, e.data, e.context, e.received_at, e.reads, e.asked, e.rules, e.depth
from unnest($2::text[]) with ordinality as k (command_id, n)
cross join lateral (
    select * from patchlog.events where tenant = $1 and command_id = k.command_id order by ordinal limit 1000
) as e
order by k.n, e.ordinal
