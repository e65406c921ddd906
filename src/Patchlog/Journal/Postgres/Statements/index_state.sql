-- Whether an index is complete; no row if there is none. $1 name, with its schema.
select indisvalid from pg_index where indexrelid = to_regclass($1)
