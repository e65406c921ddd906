-- Gives a lease back; no row is changed if somebody else has it. $1 tenant, $2 owner.
update patchlog.process_readers set owner = null, leased_until = clock_timestamp() where tenant = $1 and owner = $2
