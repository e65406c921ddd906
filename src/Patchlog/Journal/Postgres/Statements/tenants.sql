-- All tenants that ever had an event, by name. A tenant whose first append was refused left a row, but no event.
select tenant from patchlog.tenants where head > 0 order by tenant
