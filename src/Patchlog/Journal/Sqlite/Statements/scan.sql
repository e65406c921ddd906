-- All aggregates of one type, the deleted included, by id. ?1 tenant, ?2 type, ?3 after this id ('' for the start).
-- A range of the primary key; a reader that has enough stops.
select target_id, version, created_at, updated_at, body
from aggregates
where tenant = ?1 and target_name = ?2 and target_id > ?3
order by target_id
