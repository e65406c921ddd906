-- Where the database lives: its cluster and its number there. Always one row.
select (select system_identifier from pg_control_system()) || '/' || oid
from pg_database where datname = current_database()
