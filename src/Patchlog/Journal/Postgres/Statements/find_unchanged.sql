-- The outcomes of those of the given commands that changed nothing. $1 tenant, $2 ids.
select k.n, u.command_digest, u.target_name, u.target_id, u.version, u.time
from unnest($2::text[]) with ordinality as k (command_id, n)
cross join lateral (select * from patchlog.unchanged where tenant = $1 and command_id = k.command_id limit 1) as u
