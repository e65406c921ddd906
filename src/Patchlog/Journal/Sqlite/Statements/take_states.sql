-- Puts the current states of a rebuild in place. ?1 tenant.
insert into aggregates (tenant, target_name, target_id, version, created_at, updated_at, body)
select ?1, target_name, target_id, version, created_at, updated_at, body from temp.rebuilt where is_snapshot = 0
