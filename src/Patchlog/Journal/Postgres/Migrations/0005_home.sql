-- Where the database lived when its epoch was made: a copy that lives elsewhere gets an epoch of its own.
alter table patchlog.epoch add column home text;
