-- Takes the lock of who makes and drops indexes, to the end of the transaction. Always one row: false if somebody else
-- has the lock. $1 the key.
select pg_try_advisory_xact_lock($1)
