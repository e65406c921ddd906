-- The journal and the current state as the server keeps them. The words in braces are what is being compared.
create table events (
    tenant      text collate "C" not null,
    position    bigint not null,
    command_id  text collate "C" not null,
    digest      bytea not null,
    target_name text collate "C" not null,
    target_id   text collate "C" not null,
    version     bigint not null,
    type        text not null,
    time        timestamptz not null,
    bundle      text,
    actor       text,
    body        {body} not null,
    context     json,
    primary key (tenant, position),
    unique (tenant, target_name, target_id, version),
    unique (tenant, command_id)
);

create table aggregates (
    tenant      text collate "C" not null,
    target_name text collate "C" not null,
    target_id   text collate "C" not null,
    version     bigint not null,
    position    bigint not null,
    created_at  timestamptz not null,
    updated_at  timestamptz not null,
    body        {body} not null,
    {copy}
    primary key (tenant, target_name, target_id)
) with (fillfactor = {fillfactor});

create table tenants (
    tenant text collate "C" primary key,
    head   bigint not null,
    time   timestamptz not null
) with (fillfactor = 10);
