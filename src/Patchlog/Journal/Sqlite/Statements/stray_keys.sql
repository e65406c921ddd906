-- Ids that an index has, though there never was such a document; no rows if all is well. ?1 number, ?2 tenant, ?3 type.
-- A range of the primary key, and a probe of that of aggregates for each.
select k.target_id
from index_keys k
where k.index_number = ?1 and k.tenant = ?2
    and not exists (
        select 1 from aggregates a where a.tenant = k.tenant and a.target_name = ?3 and a.target_id = k.target_id)
