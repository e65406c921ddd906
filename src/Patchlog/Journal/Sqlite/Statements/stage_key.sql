-- One key of a rebuild. ?1 number of the index, ?2 id, ?3 key.
insert into temp.rebuilt_keys (index_number, target_id, key) values (?1, ?2, ?3)
