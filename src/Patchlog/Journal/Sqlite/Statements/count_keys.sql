-- How many documents an index has in a range of keys, counted up to a number. Always one row. ?1 number, ?2 tenant,
-- ?3 from this key, ?4 to this one, ?5 count no further. A range of index_keys_by_key, which covers it.
select count(*)
from (
    select 1 from index_keys indexed by index_keys_by_key
    where index_number = ?1 and tenant = ?2 and key between ?3 and ?4
    limit ?5)
