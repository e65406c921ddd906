-- The declared indexes by type and path; no rows without any. A handful of rows.
select number, target_name, path, is_complete from indexes order by target_name, path
