-- An aggregate's current state; when it came to be stays. ?1 tenant, ?2 type, ?3 id, ?4 version, ?5 time, ?6 body.
insert into aggregates (tenant, target_name, target_id, version, created_at, updated_at, body)
values (?1, ?2, ?3, ?4, ?5, ?5, ?6)
on conflict (tenant, target_name, target_id) do update
    set version = excluded.version, updated_at = excluded.updated_at, body = excluded.body
