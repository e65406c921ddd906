-- Notes that a path has no index any more. $1 type, $2 path.
delete from patchlog.indexes where target_name = $1 and path = $2
