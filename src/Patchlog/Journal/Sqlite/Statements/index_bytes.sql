-- About how many bytes the keys of an index take: each is there twice, in the table and in its index. Always one row.
-- ?1 number. A walk over all its keys.
select coalesce(sum(2 * (octet_length(tenant) + octet_length(target_id) + octet_length(key) + 8)), 0)
from index_keys where index_number = ?1
