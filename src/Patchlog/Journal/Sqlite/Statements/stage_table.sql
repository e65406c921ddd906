-- Where a rebuild gathers states, seen by nobody else, before it puts them in place in one transaction.
create temp table if not exists rebuilt (
    target_name text not null,
    target_id text not null,
    version integer not null,
    created_at integer not null,
    updated_at integer not null,
    body text,
    is_snapshot integer not null
) strict
