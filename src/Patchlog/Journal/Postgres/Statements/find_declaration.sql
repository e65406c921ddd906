-- One declaration, which is no bundle's any more if an operator asks for it; no row if there is none. $1 type,
-- $2 paths, $3 whether a bundle asks. Nothing is written but by the operator who asks first.
with claimed as (
    update patchlog.unique_declarations set is_of_bundle = false
    where target_name = $1 and paths = $2 and is_of_bundle and not $3
)
select number, target_name, paths, stage, is_of_bundle and $3
from patchlog.unique_declarations where target_name = $1 and paths = $2
