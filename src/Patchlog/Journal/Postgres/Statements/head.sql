-- The tenant's last position; no row for a tenant without events. $1 tenant. One probe of the primary key, backwards.
select position from patchlog.events where tenant = $1 order by position desc limit 1
