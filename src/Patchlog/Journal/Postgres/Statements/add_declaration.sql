-- Adds a declaration at its first stage. $1 type, $2 paths, $3 whether it is of a bundle.
insert into patchlog.unique_declarations (target_name, paths, stage, is_of_bundle) values ($1, $2, 'building', $3)
returning number, target_name, paths, stage, is_of_bundle
