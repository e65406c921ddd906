-- The next documents of a type, the deleted included, as far as their bodies have so many bytes together as they are
-- stored, and at least one; by id. $1 tenant, $2 type, $3 after this id ('' for the start), $4 at most so many, $5
-- bytes. A range of the primary key; no body is read that is not wanted.
select a.target_id, a.body
from (
    select d.target_id, sum(d.bytes) over (order by d.target_id) - d.bytes as bytes_before
    from (
        select target_id, coalesce(pg_column_size(body), 0) as bytes from patchlog.aggregates
        where tenant = $1 and target_name = $2 and target_id > $3
        order by target_id limit $4
    ) as d
) as page
join patchlog.aggregates a on a.tenant = $1 and a.target_name = $2 and a.target_id = page.target_id
where page.bytes_before < $5
order by a.target_id
