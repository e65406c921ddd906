-- The outcome of a command that changed nothing. ?1 tenant, ?2 command id, ?3 its digest, ?4 type, ?5 id, ?6 version,
-- ?7 time.
insert into unchanged (tenant, command_id, command_digest, target_name, target_id, version, time)
values (?1, ?2, ?3, ?4, ?5, ?6, ?7)
