-- What the admitted entries of a batch do beside events and state: called by patchlog.append, in its transaction.
--
-- Each kind of effect is a table and a function patchlog.apply_KIND, made by one migration:
--
--     patchlog.apply_KIND(p_tenant text, p_time timestamptz, p_values json[]) returns void
--
-- The function gets all values of its kind in the order of the batch, and leaves what they would have left one by one.
-- So effects that depend on each other's order share a kind, as the setting and ending of timers do. It is called once
-- for each kind and batch, however many values there are. A kind without a function fails the batch.
create function patchlog.apply_effects(p_tenant text, p_time timestamptz, p_kinds text[], p_values json[])
returns void
language plpgsql
as $$
declare
    each_kind text;
begin
    for each_kind in select distinct e.kind from unnest(p_kinds) as e (kind) order by 1 loop
        execute format('select patchlog.%I($1, $2, $3)', 'apply_' || each_kind)
            using p_tenant, p_time, (
                select array_agg(e.value order by e.n)
                from unnest(p_kinds, p_values) with ordinality as e (kind, value, n)
                where e.kind = each_kind);
    end loop;
end
$$;
