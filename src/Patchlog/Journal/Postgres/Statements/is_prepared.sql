-- Whether there is the place where applied migrations are noted. Always one row.
select to_regclass('patchlog.migrations') is not null
