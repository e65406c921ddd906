-- Whether an index is there, and complete; no row if not. ?1 number. One probe of the primary key.
select 1 from indexes where number = ?1 and is_complete = 1
