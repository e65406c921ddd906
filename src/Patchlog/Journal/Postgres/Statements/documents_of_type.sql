-- The next documents of a type, the deleted included, as far as their bodies have so many bytes together as they are
-- stored, and at least one; by id. $1 tenant, $2 type, $3 after this id ('' for the start), $4 at most so many, $5
-- bytes. One range of the primary key, whatever is known of the table's contents: a join would need statistics. A large
-- body travels as a pointer, and is not read if it is not wanted.
select page.target_id, page.body
from (
    select d.target_id, d.body, sum(d.bytes) over (order by d.target_id) - d.bytes as bytes_before
    from (
        select target_id, body, coalesce(pg_column_size(body), 0) as bytes from patchlog.aggregates
        where tenant = $1 and target_name = $2 and target_id > $3
        order by target_id limit $4
    ) as d
) as page
where page.bytes_before < $5
order by page.target_id
