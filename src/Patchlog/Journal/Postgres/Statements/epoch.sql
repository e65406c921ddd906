-- The id of the epoch. Always one row.
select epoch from patchlog.epoch
