-- Puts the staged keys of a rebuild in place. ?1 tenant.
insert into unique_keys (tenant, declaration, target_id, digest)
select ?1, declaration, target_id, digest from temp.rebuilt_unique_keys
