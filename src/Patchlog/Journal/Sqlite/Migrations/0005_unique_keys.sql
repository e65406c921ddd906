-- What is declared unique, and the keys of the documents it concerns: the tables of PostgreSQL's 0007_unique_keys.sql.
-- They have no revision, for no other process writes to the file.

create table unique_declarations (
    number integer primary key autoincrement,   -- never used again: it names the keys
    target_name text not null,
    paths text not null,                        -- a JSON array of RFC 6901 pointers
    stage text not null check (stage in ('building', 'checking', 'enforced', 'dropping')),
    is_of_bundle integer not null,              -- dropped when no bundle in use names it
    unique (target_name, paths)
) strict;

-- One key for each declaration and living document of its type that has all of the values: UniqueDigest.cs says how it
-- is made. Written in the transaction that writes the state.
create table unique_keys (
    tenant text not null,
    declaration integer not null,
    target_id text not null,
    digest blob not null,
    primary key (tenant, declaration, target_id)
) strict, without rowid;
-- Not unique, for twins are kept until a declaration is enforced: appends look before they write.
create index unique_keys_by_digest on unique_keys (tenant, declaration, digest);
