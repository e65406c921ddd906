-- The number of the last migration that was applied; 0 before the first.
select coalesce(max(number), 0) from patchlog.migrations
