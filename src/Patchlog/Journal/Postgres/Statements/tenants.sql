-- All tenants that ever had an event, by name. A tenant whose first append failed left no row.
select tenant from patchlog.tenants order by tenant
