-- Where the database lives, for a user who may not ask for the cluster. Always one row.
select '-/' || oid from pg_database where datname = current_database()
