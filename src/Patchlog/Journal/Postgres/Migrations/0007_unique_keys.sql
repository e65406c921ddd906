-- What is declared unique, and the keys of the documents it concerns.

-- Renewed whenever appends have to do something else than before: each append names the revision that it was made
-- under.
create table patchlog.uniqueness (
    revision uuid not null default gen_random_uuid(),
    singleton boolean primary key default true check (singleton)
);
insert into patchlog.uniqueness default values;

create table patchlog.unique_declarations (
    number bigint generated always as identity primary key,     -- never used again: it names the keys
    target_name text collate "C" not null,
    paths text collate "C" not null,                            -- a JSON array of RFC 6901 pointers
    stage text collate "C" not null check (stage in ('building', 'checking', 'enforced', 'dropping')),
    is_of_bundle boolean not null,                              -- dropped when no bundle in use names it
    unique (target_name, paths)
);

-- One key for each declaration and living document of its type that has all of the values: UniqueDigest.cs says how it
-- is made. Written in the transaction that writes the state.
create table patchlog.unique_keys (
    tenant text collate "C" not null,
    declaration bigint not null,
    target_id text collate "C" not null,
    digest bytea not null,
    primary key (tenant, declaration, target_id)
);
-- No constraint, for twins are kept until a declaration is enforced: patchlog.append looks before it writes, under the
-- tenant's lock.
--
-- The two indexes have nothing but the tenant in common at their beginning, and who looks for a digest says
-- "declaration + 0", so that the primary key is no help. Else the planner would think a walk over all keys of a
-- declaration as cheap as a probe while the table is new, and a server keeps the plan that it made then.
create index unique_keys_by_digest on patchlog.unique_keys (tenant, digest, declaration);

-- Writes the keys of the admitted entries with events of a batch; called by patchlog.append, whose arrays these are. Of
-- several entries of one aggregate only the last counts. A key that stays as it is costs a probe of an index and no
-- write.
create function patchlog.put_keys(
    p_tenant text, p_kinds smallint[], p_rows integer[], p_ids text[], p_declarations bigint[], p_digests bytea[],
    p_admitted integer[])
returns void
language plpgsql
as $$
begin
    -- An array without a value travels as null.
    if p_digests is null or array_position(p_digests, null) is not null then
        delete from patchlog.unique_keys u
            using (
                select distinct on (e.declaration, e.target_id) e.declaration, e.target_id, e.digest
                from unnest(p_rows, p_ids, p_declarations, p_digests)
                    with ordinality as e (entry_row, target_id, declaration, digest, n)
                where p_kinds[e.entry_row] = 2 and (p_admitted is null or e.entry_row = any (p_admitted))
                order by e.declaration, e.target_id, e.n desc
            ) as l
            where l.digest is null
                and u.tenant = p_tenant and u.declaration = l.declaration and u.target_id = l.target_id;
    end if;

    insert into patchlog.unique_keys as u (tenant, declaration, target_id, digest)
        select p_tenant, l.declaration, l.target_id, l.digest
        from (
            select distinct on (e.declaration, e.target_id) e.declaration, e.target_id, e.digest
            from unnest(p_rows, p_ids, p_declarations, p_digests)
                with ordinality as e (entry_row, target_id, declaration, digest, n)
            where p_kinds[e.entry_row] = 2 and (p_admitted is null or e.entry_row = any (p_admitted))
            order by e.declaration, e.target_id, e.n desc
        ) as l
        where l.digest is not null and l.digest is distinct from (
            select k.digest from patchlog.unique_keys k
            where k.tenant = p_tenant and k.declaration = l.declaration and k.target_id = l.target_id)
        on conflict (tenant, declaration, target_id) do update set digest = excluded.digest;
end
$$;
