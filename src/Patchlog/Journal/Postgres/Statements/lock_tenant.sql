-- Keeps everybody from appending to a tenant until the end of the transaction. $1 tenant.
select head from patchlog.tenants where tenant = $1 for update
