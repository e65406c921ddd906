-- Declared indexes: what queries find documents by without reading all of a type. Keys are made by ValueKey.cs and
-- written with the state, in the same transaction. They are no expression index over a function of ours: no shell and
-- no backup tool could write to the table then.

create table indexes (
    number integer primary key autoincrement,   -- never used again, so that a reader notices that its index is gone
    target_name text not null,
    path text not null,                         -- RFC 6901
    is_complete integer not null default 0,     -- 0 while it is built or dropped: keys are written, and not searched
    unique (target_name, path)
) strict;

-- One key for each index and living document of its type.
create table index_keys (
    index_number integer not null,
    tenant text not null,
    target_id text not null,
    key text not null,
    primary key (index_number, tenant, target_id)
) strict, without rowid;
create unique index index_keys_by_key on index_keys (index_number, tenant, key, target_id);
