-- All events of one aggregate in a range of versions, oldest first, if their documents have no more than so many bytes
-- together; else no rows. ?1 tenant, ?2 type, ?3 id, ?4 after this version, ?5 up to this one, ?6 bytes. A range of
-- events_by_aggregate, twice; lengths are known without reading what they are of.
select e.position, e.target_name, e.target_id, e.version, e.type, e.name, e.time, e.command_id, e.ordinal,
    e.actor, e.bundle, e.body, e.data, e.context, e.received_at, e.reads, e.asked, e.rules, e.depth
from events e
where e.tenant = ?1 and e.target_name = ?2 and e.target_id = ?3 and e.version > ?4 and e.version <= ?5
    and ?6 >= (
        select total(coalesce(octet_length(s.body), 0) + coalesce(octet_length(s.data), 0)
            + coalesce(octet_length(s.context), 0) + coalesce(octet_length(s.reads), 0)
            + coalesce(octet_length(s.asked), 0) + coalesce(octet_length(s.rules), 0))
        from events s
        where s.tenant = ?1 and s.target_name = ?2 and s.target_id = ?3 and s.version > ?4 and s.version <= ?5)
order by e.version
