-- The values that several documents have: a row for each, their keys and count; no rows if there are none. ?1 tenant,
-- ?2 number of the declaration, ?3 at most so many. A walk along unique_keys_by_digest.
select digest, count(*)
from unique_keys
where tenant = ?1 and declaration = ?2
group by digest
having count(*) > 1
order by min(target_id)
limit ?3
