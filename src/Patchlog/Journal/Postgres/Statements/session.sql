-- The clock, and settings of the session. Always one row. $1 names.
select clock_timestamp(),
    array(select current_setting(s.name) from unnest($1::text[]) with ordinality as s (name, n) order by s.n)
