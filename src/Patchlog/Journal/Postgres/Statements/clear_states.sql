-- Takes away the rows that a rebuild is about to make again. $1 tenant.
with gone as (delete from patchlog.snapshots where tenant = $1),
    keys as (delete from patchlog.unique_keys where tenant = $1)
delete from patchlog.aggregates where tenant = $1
