-- Removes some keys of a tenant; no rows are affected when there are no more. $1 tenant, $2 number of the declaration,
-- $3 at most so many. A range of the primary key.
delete from patchlog.unique_keys
where tenant = $1 and declaration = $2 and target_id in (
    select target_id from patchlog.unique_keys where tenant = $1 and declaration = $2 limit $3)
