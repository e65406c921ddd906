-- Takes some keys out of an index; a row for each, none when there are no more. ?1 number, ?2 at most so many.
-- A range of the primary key.
delete from index_keys
where index_number = ?1
    and (tenant, target_id) in (select tenant, target_id from index_keys where index_number = ?1 limit ?2)
returning 1
