-- Removes some keys of a tenant; a row for each, none when there are no more. ?1 tenant, ?2 number of the declaration,
-- ?3 at most so many. A range of the primary key.
delete from unique_keys
where tenant = ?1 and declaration = ?2 and target_id in (
    select target_id from unique_keys where tenant = ?1 and declaration = ?2 limit ?3)
returning 1
