-- How many events a tenant has in a range of positions, and how many of them create an aggregate. Always one row.
-- ?1 tenant, ?2 after this position, ?3 up to this one. A range of the primary key.
select count(*), count(*) filter (where version = 1)
from events
where tenant = ?1 and position > ?2 and position <= ?3
