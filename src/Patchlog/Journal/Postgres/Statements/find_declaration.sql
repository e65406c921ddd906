-- One declaration; no row if there is none. $1 type, $2 paths.
select number, target_name, paths, stage from patchlog.unique_declarations where target_name = $1 and paths = $2
