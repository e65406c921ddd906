-- One declaration, which is no bundle's any more if an operator asks for it; no row if there is none. $1 type,
-- $2 paths, $3 whether a bundle asks.
update patchlog.unique_declarations set is_of_bundle = is_of_bundle and $3 where target_name = $1 and paths = $2
returning number, target_name, paths, stage, is_of_bundle
