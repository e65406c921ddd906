-- Writes the key of a document; one that it has already costs no write. ?1 tenant, ?2 number of the declaration, ?3 id,
-- ?4 key.
insert into unique_keys (tenant, declaration, target_id, digest) values (?1, ?2, ?3, ?4)
on conflict (tenant, declaration, target_id) do update set digest = excluded.digest where digest <> excluded.digest
