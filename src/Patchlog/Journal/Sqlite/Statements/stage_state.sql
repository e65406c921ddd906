-- One state of a rebuild. ?1 type, ?2 id, ?3 version, ?4 created, ?5 updated, ?6 body, ?7 1 for a snapshot, else 0.
insert into temp.rebuilt (target_name, target_id, version, created_at, updated_at, body, is_snapshot)
values (?1, ?2, ?3, ?4, ?5, ?6, ?7)
