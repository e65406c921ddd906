-- Notes where the database lives; if it lived elsewhere before, it is a copy, and begins an epoch of its own. $1 home.
update patchlog.epoch
set epoch = case when home is null then epoch else gen_random_uuid() end, home = $1
where home is distinct from $1
