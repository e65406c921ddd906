-- Appends made under earlier declarations are refused from now on.
update patchlog.uniqueness set revision = gen_random_uuid()
