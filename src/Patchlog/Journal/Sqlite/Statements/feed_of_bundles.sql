-- The events of one tenant in a range of positions that were decided by certain bundles, oldest first; no rows where
-- none is wanted. ?1 tenant, ?2 after, ?3 up to, ?4 the bundles as a JSON array, ?5 the wanted type or null, ?6 at
-- most so many. A range of the primary key; the documents of what is not wanted are not touched.
select e.position, e.target_name, e.target_id, e.version, e.type, e.name, e.time, e.command_id, e.ordinal,
    e.actor, e.bundle, e.body, e.data, e.context, e.received_at, e.reads, e.asked, e.rules, e.depth
from events e
where e.tenant = ?1 and e.position > ?2 and e.position <= ?3 and e.bundle in (select value from json_each(?4))
    and (?5 is null or e.target_name = ?5)
order by e.position
limit ?6
