-- The outcome of a command that changed nothing; no row for any other. ?1 tenant, ?2 id.
select command_digest, target_name, target_id, version, time from unchanged where tenant = ?1 and command_id = ?2
