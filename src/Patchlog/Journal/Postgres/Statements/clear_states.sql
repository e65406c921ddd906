-- Takes away what a rebuild is about to make anew. $1 tenant.
with gone as (delete from patchlog.snapshots where tenant = $1)
delete from patchlog.aggregates where tenant = $1
