-- The latest kept state at or before a version; no row without one. ?1 tenant, ?2 type, ?3 id, ?4 version.
-- One probe of the primary key, backwards.
select s.version, a.created_at, s.time, s.body
from snapshots s
join aggregates a using (tenant, target_name, target_id)
where s.tenant = ?1 and s.target_name = ?2 and s.target_id = ?3 and s.version <= ?4
order by s.version desc
limit 1
