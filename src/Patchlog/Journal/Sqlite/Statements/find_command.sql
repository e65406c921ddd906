-- The events of a command, in order; no row for one without. ?1 tenant, ?2 id. A range of events_by_command.
select e.command_digest, e.position, e.target_name, e.target_id, e.version, e.type, e.name, e.time, e.command_id,
    e.ordinal, e.actor, e.bundle, e.body, e.data, e.context, e.received_at, e.reads, e.asked, e.rules, e.depth
from events e
where e.tenant = ?1 and e.command_id = ?2
order by e.ordinal
