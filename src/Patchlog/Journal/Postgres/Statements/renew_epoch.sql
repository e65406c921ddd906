-- Begins a new epoch and answers its id. Always one row.
update patchlog.epoch set epoch = gen_random_uuid() returning epoch
