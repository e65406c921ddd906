-- Takes or renews the lease on a tenant, and sets a position beyond the end of the journal back to the end; no row if
-- somebody else has the lease. ?1 tenant, ?2 owner, ?3 the time, ?4 when the lease ends, ?5 a time that none lasts to
-- unless a clock was set back.
update process_readers
set owner = ?2, leased_until = ?4,
    position = min(position, coalesce((
        select e.position from events e where e.tenant = ?1 order by e.position desc limit 1), 0))
where tenant = ?1 and (owner is null or owner = ?2 or leased_until <= ?3 or leased_until > ?5)
returning position
