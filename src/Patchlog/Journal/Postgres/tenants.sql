-- All tenants that ever had an event, by name.
select tenant from patchlog.tenants order by tenant
