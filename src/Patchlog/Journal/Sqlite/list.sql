-- Living aggregates of one type, by id. ?1 tenant, ?2 type, ?3 after this id ('' for the start), ?4 at most so many.
-- A range of the primary key; the deleted are passed over.
select target_id, version, created_at, updated_at, body
from aggregates
where tenant = ?1 and target_name = ?2 and target_id > ?3 and body is not null
order by target_id
limit ?4
