-- How many declarations there are, and how many of one type. Always one row. $1 type.
select count(*), count(*) filter (where target_name = $1) from patchlog.unique_declarations
