-- The tenant's last position; no row for a tenant without events. $1 tenant.
select head from patchlog.tenants where tenant = $1
