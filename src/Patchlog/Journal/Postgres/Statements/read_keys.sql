-- Documents of a declared type with their keys, as far as their bodies have so many bytes together as they are stored,
-- and at least one; by id; no rows if the declaration is not at its stage. $1 number, $2 stage, $3 tenant, $4 type, $5
-- after this id ('' for the start), $6 at most so many, $7 bytes.
select a.target_id, a.body, k.digest
from (
    select d.target_id, sum(d.bytes) over (order by d.target_id) - d.bytes as bytes_before
    from (
        select target_id, coalesce(pg_column_size(body), 0) as bytes from patchlog.aggregates
        where tenant = $3 and target_name = $4 and target_id > $5
        order by target_id limit $6
    ) as d
) as page
join patchlog.aggregates a on a.tenant = $3 and a.target_name = $4 and a.target_id = page.target_id
left join patchlog.unique_keys k on k.tenant = $3 and k.declaration = $1 and k.target_id = a.target_id
where page.bytes_before < $7
    and exists (select 1 from patchlog.unique_declarations where number = $1 and stage = $2)
order by a.target_id
