-- Every bundle that was ever active, by its digest. They belong to the server's own tenant: nobody else has any.
create table patchlog.bundles (
    tenant text collate "C" not null,
    digest text collate "C" not null,
    content text not null,              -- a JSON object, in which each path leads to the text of a file
    stored_at timestamptz not null default clock_timestamp(),
    primary key (tenant, digest)
);

-- Which bundles each server uses now: what none of them names may be dropped.
create table patchlog.bundle_uses (
    tenant text collate "C" not null,
    server uuid not null,
    digests text[] not null,
    said_at timestamptz not null,
    primary key (tenant, server)
);
