-- Puts the snapshots of a rebuild in place. ?1 tenant.
insert into snapshots (tenant, target_name, target_id, version, time, body)
select ?1, target_name, target_id, version, updated_at, body from temp.rebuilt where is_snapshot = 1
