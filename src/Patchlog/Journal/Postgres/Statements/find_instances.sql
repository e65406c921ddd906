-- The instances that have a key, by id. $1 tenant, $2 process, $3 correlation, $4 key, $5 behind this id, empty for
-- all, $6 at most so many. A range of process_keys_by_key.
select k.instance
from patchlog.process_keys k
where k.tenant = $1 and k.process = $2 and k.correlation = $3 and k.key = $4 and k.instance > $5
order by k.instance
limit $6
