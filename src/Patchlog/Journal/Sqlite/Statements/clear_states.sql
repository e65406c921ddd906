-- Takes away the current states that a rebuild replaces. ?1 tenant.
delete from aggregates where tenant = ?1
