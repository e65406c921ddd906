-- Keys of a rebuild. $1 tenant, $2 numbers of the declarations, $3 ids, $4 keys.
insert into patchlog.unique_keys (tenant, declaration, target_id, digest)
select $1, k.declaration, k.target_id, k.digest
from unnest($2::bigint[], $3::text[], $4::bytea[]) as k (declaration, target_id, digest)
