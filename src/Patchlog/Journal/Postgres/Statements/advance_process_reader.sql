-- Stores how far the events of a tenant have been read; no row if somebody else has the lease, or if that would be a
-- step back. $1 tenant, $2 owner, $3 position.
update patchlog.process_readers set position = $3 where tenant = $1 and owner = $2 and position <= $3
returning position
