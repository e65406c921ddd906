-- Kept states of one tenant, aggregate after aggregate; no rows at the end. $1 tenant, $2, $3, $4 after this type, id
-- and version ('', '', 0 for the start), $5 at most so many. A range of the primary key.
select s.target_name, s.target_id, s.version, s.time, s.body
from patchlog.snapshots s
where s.tenant = $1 and (s.target_name, s.target_id, s.version) > ($2, $3, $4)
order by s.target_name, s.target_id, s.version
limit $5
