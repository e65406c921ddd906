-- The tenant's last position and its time; no row for a tenant without events. ?1 tenant.
select head, last_time from tenants where tenant = ?1
