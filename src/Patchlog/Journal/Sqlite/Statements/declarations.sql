-- All that is declared unique, by type and paths.
select number, target_name, paths, stage, is_of_bundle from unique_declarations order by target_name, paths
