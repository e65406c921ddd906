-- Makes the place where applied migrations are noted, if it is missing.
create schema if not exists patchlog;
create table if not exists patchlog.migrations (
    number integer primary key, name text not null, applied_at timestamptz not null default now());
