-- A state to be kept. ?1 tenant, ?2 type, ?3 id, ?4 version, ?5 time, ?6 body.
insert into snapshots (tenant, target_name, target_id, version, time, body) values (?1, ?2, ?3, ?4, ?5, ?6)
