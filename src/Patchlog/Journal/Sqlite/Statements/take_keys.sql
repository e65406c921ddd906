-- Puts the staged keys of a rebuild in place. ?1 tenant.
insert into index_keys (index_number, tenant, target_id, key)
select index_number, ?1, target_id, key from temp.rebuilt_keys
