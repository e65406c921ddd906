-- The version an aggregate had at a position and at a time, whichever comes first: 0 before its first event, no row if
-- it never had one. $1 tenant, $2 type, $3 id, $4 position, $5 time; the greatest there is for the one that does not
-- count. Along one aggregate version, position and time rise together, so this bisects events_by_aggregate.
with recursive search (low, high) as (
    select 0::bigint, version from patchlog.aggregates where tenant = $1 and target_name = $2 and target_id = $3
    union all
    select case when e.position <= $4 and e.time <= $5 then e.version else s.low end,
           case when e.position <= $4 and e.time <= $5 then s.high else e.version - 1 end
    from search s
    cross join lateral (
        select version, position, time from patchlog.events
        where tenant = $1 and target_name = $2 and target_id = $3 and version = (s.low + s.high + 1) / 2
        limit 1
    ) as e
    where s.low < s.high
)
select low from search where low >= high
