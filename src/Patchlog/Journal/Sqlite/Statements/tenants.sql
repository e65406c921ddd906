-- All tenants that ever had an event, by name.
select tenant from tenants order by tenant
