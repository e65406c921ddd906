-- Takes away the keys that a rebuild replaces. ?1 tenant.
delete from unique_keys where tenant = ?1
