-- Gives a lease back; no row is changed if somebody else has it. ?1 tenant, ?2 owner, ?3 the time.
update process_readers set owner = null, leased_until = ?3 where tenant = ?1 and owner = ?2
