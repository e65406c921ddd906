-- Every bundle that was ever active, by its digest. They belong to the server's own tenant: nobody else has any.
create table bundles (
    tenant text not null,
    digest text not null,
    content text not null,              -- a JSON object, in which each path leads to the text of a file
    stored_at integer not null,         -- microseconds since 1970
    primary key (tenant, digest)
) strict;
