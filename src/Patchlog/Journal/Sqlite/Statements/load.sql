-- The current state of an aggregate; no row for one that never existed. ?1 tenant, ?2 type, ?3 id.
select version, created_at, updated_at, body from aggregates where tenant = ?1 and target_name = ?2 and target_id = ?3
