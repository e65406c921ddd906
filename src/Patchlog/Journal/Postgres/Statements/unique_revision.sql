-- The revision of the declarations, and all of them; one row without a declaration if there is none. One snapshot: they
-- belong together.
select u.revision, d.number, d.target_name, d.paths, d.stage, d.is_of_bundle
from patchlog.uniqueness u
left join patchlog.unique_declarations d on true
order by d.target_name, d.paths
