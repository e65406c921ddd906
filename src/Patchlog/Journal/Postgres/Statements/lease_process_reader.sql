-- Takes or renews the lease on a tenant; its position, null if somebody else has the lease. $1 tenant, $2 owner,
-- $3 seconds. See Migrations/0009_processes.sql. Always one row.
select patchlog.lease_reader($1, $2, $3)
