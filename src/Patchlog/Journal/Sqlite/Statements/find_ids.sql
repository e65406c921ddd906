-- The ids that an index has in a range of keys; no rows where there are none. ?1 number, ?2 tenant, ?3 from this key,
-- ?4 to this one. A range of index_keys_by_key, which covers it.
select target_id from index_keys indexed by index_keys_by_key
where index_number = ?1 and tenant = ?2 and key between ?3 and ?4
