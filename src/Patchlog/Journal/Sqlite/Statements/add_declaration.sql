-- Adds a declaration at its first stage, if it is not there; one that is there is no bundle's any more if an operator
-- asks for it. ?1 type, ?2 paths, ?3 whether a bundle asks.
insert into unique_declarations (target_name, paths, stage, is_of_bundle) values (?1, ?2, 'building', ?3)
on conflict (target_name, paths) do update set is_of_bundle = min(is_of_bundle, excluded.is_of_bundle)
