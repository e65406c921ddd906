-- Keys of a tenant that no document or no declaration accounts for; no rows if all is well. ?1 tenant, ?2 at most so
-- many.
select k.target_id
from unique_keys k
left join unique_declarations d on d.number = k.declaration
where k.tenant = ?1 and not exists (
    select 1 from aggregates a
    where a.tenant = k.tenant and a.target_name = d.target_name and a.target_id = k.target_id)
order by k.target_id
limit ?2
