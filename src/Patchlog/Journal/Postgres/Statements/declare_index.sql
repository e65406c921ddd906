-- Notes that a path is to have an index. $1 type, $2 path, $3 name of the index.
insert into patchlog.indexes (target_name, path, name) values ($1, $2, $3) on conflict do nothing
