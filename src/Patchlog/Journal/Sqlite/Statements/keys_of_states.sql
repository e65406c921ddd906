-- All documents of a type, the deleted included, with their keys in an index, null without one; by id. ?1 number,
-- ?2 tenant, ?3 type, ?4 after this id ('' for the start). A range of the primary key of aggregates, and a probe of
-- that of index_keys for each; a reader that has enough stops.
select a.target_id, a.body, k.key
from aggregates a
left join index_keys k on k.index_number = ?1 and k.tenant = a.tenant and k.target_id = a.target_id
where a.tenant = ?2 and a.target_name = ?3 and a.target_id > ?4
order by a.target_id
