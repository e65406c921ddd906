-- The key of a document in an index; nothing is written where it stays the same. ?1 number, ?2 tenant, ?3 id, ?4 key.
insert into index_keys (index_number, tenant, target_id, key) values (?1, ?2, ?3, ?4)
on conflict (index_number, tenant, target_id) do update set key = excluded.key where key <> excluded.key
