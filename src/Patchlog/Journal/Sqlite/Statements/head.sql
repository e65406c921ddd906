-- The tenant's last position; no row for a tenant without events. ?1 tenant.
select head from tenants where tenant = ?1
