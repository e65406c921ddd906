-- The tenant's last event: position, time and digest; no row for a tenant without events. ?1 tenant. One probe of the
-- primary key, backwards.
select position, time, digest from events where tenant = ?1 order by position desc limit 1
