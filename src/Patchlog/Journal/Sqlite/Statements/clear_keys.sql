-- Takes away the keys that a rebuild replaces. ?1 tenant. A range of the primary key for each index.
delete from index_keys where index_number in (select number from indexes) and tenant = ?1
