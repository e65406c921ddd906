-- Takes a deleted document out of an index. ?1 number, ?2 tenant, ?3 id.
delete from index_keys where index_number = ?1 and tenant = ?2 and target_id = ?3
