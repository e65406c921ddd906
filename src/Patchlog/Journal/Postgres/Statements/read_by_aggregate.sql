-- Events of one tenant with their digests, aggregate after aggregate; no rows at the end. $1 tenant, $2, $3, $4 after
-- this type, id and version ('', '', 0 for the start), $5 at most so many. A range of events_by_aggregate.
select e.position, e.target_name, e.target_id, e.version, e.type, e.name, e.time, e.command_id, e.ordinal,
    e.actor, e.bundle, e.body, e.data, e.context, e.received_at, e.reads, e.asked, e.rules, e.depth,
    e.command_digest, e.digest
from patchlog.events e
where e.tenant = $1 and (e.target_name, e.target_id, e.version) > ($2, $3, $4)
order by e.target_name, e.target_id, e.version
limit $5
