-- Keeps others from changing declarations, and waits for the first appends of tenants, until the end of the
-- transaction.
select pg_advisory_xact_lock(patchlog.lock_of(''))
