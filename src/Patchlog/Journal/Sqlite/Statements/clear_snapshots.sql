-- Takes away the snapshots that a rebuild replaces. ?1 tenant.
delete from snapshots where tenant = ?1
