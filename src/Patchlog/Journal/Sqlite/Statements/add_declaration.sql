-- Adds a declaration at its first stage, if it is not there. ?1 type, ?2 paths.
insert into unique_declarations (target_name, paths, stage) values (?1, ?2, 'building')
on conflict (target_name, paths) do nothing
