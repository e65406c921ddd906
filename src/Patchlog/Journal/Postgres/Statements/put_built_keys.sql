-- Writes keys of stored documents. $1 tenant, $2 number of the declaration, $3 ids, $4 keys.
insert into patchlog.unique_keys as u (tenant, declaration, target_id, digest)
select $1, $2, k.target_id, k.digest
from unnest($3::text[], $4::bytea[]) as k (target_id, digest)
on conflict (tenant, declaration, target_id) do update set digest = excluded.digest
    where u.digest <> excluded.digest
