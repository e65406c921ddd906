-- The process of the database that runs this. Always one row.
select pg_backend_pid()
