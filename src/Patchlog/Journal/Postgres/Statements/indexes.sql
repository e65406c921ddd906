-- The declared indexes by type and path; no rows without any. A handful of rows.
select i.target_name, i.path, coalesce(x.indisvalid, false), coalesce(pg_relation_size(x.indexrelid), 0)
from patchlog.indexes i
left join pg_index x on x.indexrelid = to_regclass('patchlog.' || i.name)
order by i.target_name, i.path
