-- All documents of a declared type, the deleted included, with their keys, null without one; by id; no rows if the
-- declaration is not at its stage. ?1 number, ?2 stage, ?3 tenant, ?4 type, ?5 after this id ('' for the start). A
-- range of the primary key of aggregates, and a probe of that of unique_keys for each; a reader that has enough stops.
select a.target_id, a.body, k.digest
from aggregates a
left join unique_keys k on k.tenant = a.tenant and k.declaration = ?1 and k.target_id = a.target_id
where a.tenant = ?3 and a.target_name = ?4 and a.target_id > ?5
    and exists (select 1 from unique_declarations where number = ?1 and stage = ?2)
order by a.target_id
