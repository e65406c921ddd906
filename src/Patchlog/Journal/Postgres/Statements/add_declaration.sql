-- Adds a declaration at its first stage. $1 type, $2 paths.
insert into patchlog.unique_declarations (target_name, paths, stage) values ($1, $2, 'building')
returning number, target_name, paths, stage
