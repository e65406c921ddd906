-- All named subscriptions, and the clock; no rows if there are none. $1 tenant, or null for all. A walk along the
-- primary key.
select c.tenant, c.name, c.document, clock_timestamp()
from patchlog.durable_subscriptions c
where $1 is null or c.tenant = $1
order by c.tenant, c.name
