-- The version an aggregate had at a position and at a time, whichever comes first: 0 before its first event, no row if
-- it never had one. ?1 tenant, ?2 type, ?3 id, ?4 position, ?5 time; the greatest there is for the one that does not
-- count. Along one aggregate version, position and time rise together, so this bisects events_by_aggregate.
with recursive search (low, high) as (
    select 0, version from aggregates where tenant = ?1 and target_name = ?2 and target_id = ?3
    union all
    select case when e.position <= ?4 and e.time <= ?5 then e.version else s.low end,
           case when e.position <= ?4 and e.time <= ?5 then s.high else e.version - 1 end
    from search s
    cross join events e
    where s.low < s.high
        and e.tenant = ?1 and e.target_name = ?2 and e.target_id = ?3 and e.version = (s.low + s.high + 1) / 2
)
select low from search where low >= high
