-- All events of one aggregate in a range of versions, oldest first, if their documents have no more than so many bytes
-- together; else no rows. $1 tenant, $2 type, $3 id, $4 after this version, $5 up to this one, $6 bytes. One probe of
-- events_by_aggregate for each version up to the one that is too much, and then the range.
with recursive walk (version, bytes) as (
    select $4::bigint, 0::bigint
    union all
    select e.version, walk.bytes
        + coalesce(octet_length(e.body::text), 0) + coalesce(octet_length(e.data::text), 0)
        + coalesce(octet_length(e.context::text), 0) + coalesce(octet_length(e.reads::text), 0)
        + coalesce(octet_length(e.asked::text), 0) + coalesce(octet_length(e.rules::text), 0)
    from walk
    join patchlog.events e
        on e.tenant = $1 and e.target_name = $2 and e.target_id = $3 and e.version = walk.version + 1
    where walk.bytes <= $6 and walk.version < $5
)
select e.position, e.target_name, e.target_id, e.version, e.type, e.name, e.time, e.command_id, e.ordinal,
    e.actor, e.bundle, e.body, e.data, e.context, e.received_at, e.reads, e.asked, e.rules, e.depth
from patchlog.events e
where e.tenant = $1 and e.target_name = $2 and e.target_id = $3 and e.version > $4 and e.version <= $5
    and (select max(bytes) from walk) <= $6
order by e.version
