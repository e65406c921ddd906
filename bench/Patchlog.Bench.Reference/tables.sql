-- An event and a state row as a careful user of PostgreSQL would keep them by hand: the keys and indexes that the server's
-- promises need, and nothing of the server itself.
drop schema if exists reference cascade;
create schema reference;

create table reference.events (
    tenant      text collate "C" not null,
    position    bigint generated always as identity,
    command_id  text collate "C" not null,
    target_name text collate "C" not null,
    target_id   text collate "C" not null,
    version     bigint not null,
    type        text not null,
    time        timestamptz not null,
    body        json not null,
    primary key (tenant, position),
    unique (tenant, target_name, target_id, version),
    unique (tenant, command_id)
);

create table reference.aggregates (
    tenant      text collate "C" not null,
    target_name text collate "C" not null,
    target_id   text collate "C" not null,
    version     bigint not null,
    created_at  timestamptz not null,
    updated_at  timestamptz not null,
    body        json not null,
    primary key (tenant, target_name, target_id)
);
