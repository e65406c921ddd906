-- Keeps everybody from appending to a tenant until the end of the transaction. $1 tenant.
select pg_advisory_xact_lock(patchlog.lock_of($1))
