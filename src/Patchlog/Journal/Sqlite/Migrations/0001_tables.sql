-- The journal and what is derived from it: the tables of PostgreSQL's 0001_tables.sql. Names and ids compare by their
-- bytes (SQLite's own collation, binary): that is the order the API promises. Times are whole microseconds since
-- 1970-01-01 UTC. JSON is text, exactly as written.
--
-- The tables with documents keep SQLite's hidden row id: without it their rows would be index entries, of which only
-- a quarter of a page stays in place.

create table epoch (
    -- Renewed when positions may name other events than before: after a restore or an import.
    epoch text not null,
    singleton integer primary key default 1 check (singleton = 1)
) strict;
insert into epoch (epoch) values (lower(
    hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2) || '-'
    || substr('89ab', 1 + (random() & 3), 1) || substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6))));

-- What is written to see whether anything can be.
create table probe (
    asked_at integer not null,
    singleton integer primary key check (singleton = 1)
) strict;

create table tenants (
    tenant text not null primary key    -- whoever ever appended something; the head of a journal is its last event
) strict, without rowid;

create table events (
    tenant text not null,
    position integer not null,
    target_name text not null,
    target_id text not null,
    version integer not null,
    type text not null check (type in ('create', 'patch', 'delete')),
    name text not null,
    time integer not null,
    command_id text not null,
    ordinal integer not null,           -- 1, 2, 3 … among the events of the command
    command_digest blob not null,       -- of the command's content
    -- Of the whole event: EventDigest.cs says how.
    digest blob not null check (length(digest) = 33),
    actor text,
    bundle text,
    body text,                          -- the aggregate, the patch, or null for a deletion
    data text,
    context text,
    received_at integer not null,       -- the command: the time that its decision knew
    reads text,                         -- the other aggregates that the decision rested on
    asked text,                         -- name, type and body of the command, where its events do not tell it
    rules text,                         -- the names of the rules that fired, on its last event
    depth integer check (depth > 0),    -- how many commands of processes led to the command; null for none
    primary key (tenant, position)
) strict;
create unique index events_by_aggregate on events (tenant, target_name, target_id, version);
create unique index events_by_command on events (tenant, command_id, ordinal);

-- Commands that were granted and changed nothing: no event tells of them, but their outcome stands for ever.
create table unchanged (
    tenant text not null,
    command_id text not null,
    command_digest blob not null,
    target_name text not null,
    target_id text not null,
    version integer not null,
    time integer not null,
    primary key (tenant, command_id)
) strict, without rowid;

-- Current state: the fold of each aggregate's events, written in the transaction that wrote the last of them.
create table aggregates (
    tenant text not null,
    target_name text not null,
    target_id text not null,
    version integer not null,
    created_at integer not null,
    updated_at integer not null,
    body text,                          -- null: deleted
    primary key (tenant, target_name, target_id)
) strict;

-- Kept states, so that any version is at most 256 events away from one.
create table snapshots (
    tenant text not null,
    target_name text not null,
    target_id text not null,
    version integer not null,
    time integer not null,
    body text,                          -- null: deleted at this version
    primary key (tenant, target_name, target_id, version)
) strict;
