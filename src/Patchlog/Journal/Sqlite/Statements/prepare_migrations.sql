-- Makes the place where applied migrations are noted, if it is missing.
create table if not exists migrations (
    number integer primary key, name text not null,
    applied_at text not null default (strftime('%Y-%m-%dT%H:%M:%fZ'))) strict
