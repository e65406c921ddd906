-- The clock. Always one row.
select clock_timestamp()
