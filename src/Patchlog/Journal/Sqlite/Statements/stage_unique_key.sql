-- One key of a rebuild. ?1 number of the declaration, ?2 id, ?3 key.
insert into temp.rebuilt_unique_keys (declaration, target_id, digest) values (?1, ?2, ?3)
