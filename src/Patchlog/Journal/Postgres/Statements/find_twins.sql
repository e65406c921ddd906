-- The values that several documents have: their count, and the first of their ids; no rows if there are none. $1
-- tenant, $2 number of the declaration, $3 at most so many values, $4 ids of each. A walk along an index.
select count(*), (array_agg(u.target_id order by u.target_id))[:$4::integer]
from patchlog.unique_keys u
where u.tenant = $1 and u.declaration = $2
group by u.digest
having count(*) > 1
order by min(u.target_id)
limit $3
