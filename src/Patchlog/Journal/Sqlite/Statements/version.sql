-- The version an aggregate is at, on which a condition is judged; no row for one that never existed. ?1 tenant, ?2
-- type, ?3 id. One probe of the primary key.
select version from aggregates where tenant = ?1 and target_name = ?2 and target_id = ?3
