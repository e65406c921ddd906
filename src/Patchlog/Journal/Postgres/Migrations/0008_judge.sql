-- What patchlog.append does where something is refused: row by row, for whether one is admitted depends on those before
-- it, by its chain, its conditions and its keys. The arrays are those of patchlog.append; for each row p_is_known says
-- whether its command is in the journal, and p_stored has the version of its aggregate, null where no version is
-- expected; p_held has for each condition the version that its aggregate is at, if nothing is refused.
--
-- A key is judged on what the admitted entries before it have left: its holder then must be nobody else. Values and
-- owners are numbered for that, so that a look is one subscript: a value is a declaration with a digest, or without one
-- for no key; an owner is a declaration with an aggregate.
--
-- Answers for each row whether it is admitted, and of the key arrays the 1-based elements that are taken, with their
-- holders; null for none.
create function patchlog.judge(
    p_tenant text, p_kinds smallint[], p_command_ids text[], p_ordinals integer[], p_target_names text[],
    p_target_ids text[], p_expected bigint[], p_versions bigint[], p_is_known boolean[], p_stored bigint[],
    p_condition_rows integer[], p_condition_versions bigint[], p_condition_after integer[], p_held bigint[],
    p_key_rows integer[], p_key_ids text[], p_key_declarations bigint[], p_key_digests bytea[],
    p_key_enforced boolean[],
    out o_admitted boolean[], out o_taken integer[], out o_holders text[])
language plpgsql
as $$
declare
    item record;            -- a row of the batch
    left_at bigint[];       -- for each row so far: the version that its aggregate is at after it
    reached bigint;         -- the version that the row's aggregate is at before it
    c integer := 1;         -- the next condition
    k integer := 1;         -- the next element of the key arrays
    last_k integer;         -- the one after the last of the row
    key_values integer[];   -- for each element: the number of its value
    key_owners integer[];   -- for each element: the number of its owner
    holders text[];         -- for each value: the id that has it so far
    owned integer[];        -- for each owner: the value that it has so far
begin
    if p_key_rows is not null then
        with elements as materialized (
            select e.n, e.declaration, e.digest,
                dense_rank() over (order by e.declaration, e.target_id) as owner,
                (select u.digest from patchlog.unique_keys u
                 where u.tenant = p_tenant and u.declaration = e.declaration and u.target_id = e.target_id) as before
            from unnest(p_key_ids, p_key_declarations, p_key_digests)
                with ordinality as e (target_id, declaration, digest, n)
        ),
        numbered as materialized (
            select e.n, e.owner, e.is_before, e.declaration, e.digest,
                dense_rank() over (order by e.declaration, e.digest) as value
            from (
                select n, owner, declaration, digest, false from elements
                union all
                select n, owner, declaration, before, true from elements
            ) as e (n, owner, declaration, digest, is_before)
        )
        select
            (select array_agg(e.owner order by e.n) from elements e),
            (select array_agg(e.value order by e.n) from numbered e where not e.is_before),
            (select array_agg(o.value order by o.owner)
             from (select distinct e.owner, e.value from numbered e where e.is_before) as o),
            (select array_agg(h.holder order by h.value)
             from (
                select v.value, (
                    select u.target_id from patchlog.unique_keys u
                    where u.tenant = p_tenant and u.digest = v.digest and u.declaration + 0 = v.declaration
                    limit 1) as holder
                from (select distinct e.value, e.declaration, e.digest from numbered e) as v
             ) as h)
            into key_owners, key_values, owned, holders;
    end if;

    for item in
        select e.n, e.kind, e.expected, e.version, e.is_known, e.target_name, e.target_id,
            row_number() over (partition by e.command_id, e.ordinal order by e.n) > 1 as is_repeated,
            lag(e.n) over (partition by e.target_name, e.target_id order by e.n) as previous
        from unnest(
                p_kinds, p_command_ids, p_ordinals, p_target_names, p_target_ids, p_expected, p_versions, p_is_known)
            with ordinality as e (kind, command_id, ordinal, target_name, target_id, expected, version, is_known, n)
        order by e.n
    loop
        if item.previous is not null then
            reached := left_at[item.previous];
        else
            reached := coalesce(p_stored[item.n], (
                select a.version from patchlog.aggregates a
                where a.tenant = p_tenant and a.target_name = item.target_name
                    and a.target_id = item.target_id), 0);
        end if;

        o_admitted[item.n] := not item.is_known and not item.is_repeated
            and (item.previous is null) = (item.expected is not null)
            and coalesce(o_admitted[item.previous], true) and coalesce(item.expected = reached, true);

        while p_condition_rows[c] = item.n loop
            o_admitted[item.n] := o_admitted[item.n]
                and p_condition_versions[c] = coalesce(left_at[p_condition_after[c]], p_held[c]);
            c := c + 1;
        end loop;

        -- All keys of the entry are looked at, so that all that are taken are told.
        last_k := k;
        while p_key_rows[last_k] = item.n loop
            if o_admitted[item.n] and p_key_enforced[last_k] and p_key_digests[last_k] is not null
                and holders[key_values[last_k]] <> item.target_id
            then
                o_taken := o_taken || last_k;
                o_holders := o_holders || holders[key_values[last_k]];
            end if;
            last_k := last_k + 1;
        end loop;
        if o_taken[array_upper(o_taken, 1)] >= k then
            o_admitted[item.n] := false;
        end if;

        while k < last_k loop
            if o_admitted[item.n] and item.kind = 2 then
                if holders[owned[key_owners[k]]] = item.target_id then
                    holders[owned[key_owners[k]]] := null;
                end if;
                owned[key_owners[k]] := key_values[k];
                holders[key_values[k]] := item.target_id;
            end if;
            k := k + 1;
        end loop;

        left_at[item.n] := case when o_admitted[item.n] and item.kind = 2 then item.version else reached end;
    end loop;
end
$$;
