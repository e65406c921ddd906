-- The documents that have a key, by id. ?1 tenant, ?2 number of the declaration, ?3 key, ?4 at most so many.
select target_id from unique_keys where tenant = ?1 and declaration = ?2 and digest = ?3 order by target_id limit ?4
