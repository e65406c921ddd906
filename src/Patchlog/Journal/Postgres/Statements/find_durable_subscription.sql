-- What is kept of a named subscription, and the clock; one row, with nulls if there is none. $1 tenant, $2 name.
select c.revision, c.document, clock_timestamp()
from (select) as always
left join patchlog.durable_subscriptions c on c.tenant = $1 and c.name = $2
