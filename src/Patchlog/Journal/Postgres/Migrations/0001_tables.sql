-- The journal and what is derived from it. The key of every table begins with the tenant, so that all tables can be
-- distributed by it. Names and ids compare by their bytes (collate "C"): that is the order the API promises.

create table patchlog.epoch (
    -- Renewed when positions may name other events than before: after a restore or an import.
    epoch uuid not null default gen_random_uuid(),
    -- Where the database lived when its epoch was made: a copy that lives elsewhere gets an epoch of its own.
    home text,
    singleton boolean primary key default true check (singleton)
);
insert into patchlog.epoch default values;

-- What is written to see whether anything can be.
create table patchlog.probe (
    asked_at timestamptz not null,
    singleton boolean primary key default true check (singleton)
);

-- The tenants that ever appended something. The head of a journal is its last event and stands nowhere else: a row
-- that every append rewrote would leave dead versions behind, and each of them would have to be walked over for as long
-- as anybody, such as a backup, looks at an old snapshot.
create table patchlog.tenants (
    tenant text collate "C" primary key
);

create table patchlog.events (
    tenant text collate "C" not null,
    position bigint not null,
    target_name text collate "C" not null,
    target_id text collate "C" not null,
    version bigint not null,
    type text collate "C" not null check (type in ('create', 'patch', 'delete')),
    name text not null,
    time timestamptz not null,
    command_id text collate "C" not null,
    ordinal integer not null,           -- 1, 2, 3 and so on among the events of the command
    command_digest bytea not null,      -- of the command's content
    -- Of the whole event: EventDigest.cs says how.
    digest bytea not null check (octet_length(digest) = 33),
    actor text,
    bundle text,
    body json,                          -- exact text: the aggregate, the patch, or null for a deletion
    data json,
    context json,
    received_at timestamptz not null,   -- the command: the time that its decision knew
    reads json,                         -- the other aggregates that the decision rested on
    asked json,                         -- name, type and body of the command, where its events do not tell it
    rules json,                         -- the names of the rules that fired, on its last event
    depth integer check (depth > 0),    -- how many commands of processes led to the command; null for none
    primary key (tenant, position)
);
create unique index events_by_aggregate on patchlog.events (tenant, target_name, target_id, version);
create unique index events_by_command on patchlog.events (tenant, command_id, ordinal);

-- Commands that were accepted and changed nothing: no event tells of them, but their outcome stands for ever.
create table patchlog.unchanged (
    tenant text collate "C" not null,
    command_id text collate "C" not null,
    command_digest bytea not null,
    target_name text collate "C" not null,
    target_id text collate "C" not null,
    version bigint not null,
    time timestamptz not null,
    primary key (tenant, command_id)
);

-- Current state: the fold of each aggregate's events, written in the transaction that wrote the last of them.
create table patchlog.aggregates (
    tenant text collate "C" not null,
    target_name text collate "C" not null,
    target_id text collate "C" not null,
    version bigint not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    body json,                          -- null: deleted
    primary key (tenant, target_name, target_id)
) with (fillfactor = 70);               -- a patched row finds room on its page: no index is touched

-- Kept states, so that any version is at most 256 events away from one.
create table patchlog.snapshots (
    tenant text collate "C" not null,
    target_name text collate "C" not null,
    target_id text collate "C" not null,
    version bigint not null,
    time timestamptz not null,
    body json,                          -- null: deleted at this version
    primary key (tenant, target_name, target_id, version)
);

-- Documents over 2 KB are compressed: with lz4, where the server was built with it.
do $$
begin
    alter table patchlog.events alter column body set compression lz4;
    alter table patchlog.aggregates alter column body set compression lz4;
    alter table patchlog.snapshots alter column body set compression lz4;
exception when feature_not_supported then null;
end
$$;
