-- The complete indexes of a type; no rows without any. ?1 type. A range of the unique index of a handful of rows.
select number, path from indexes where target_name = ?1 and is_complete = 1
