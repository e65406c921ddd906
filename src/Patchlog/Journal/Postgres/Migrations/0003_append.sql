-- The lock that all who write for a tenant take. Any fixed seed of our own.
create function patchlog.lock_of(p_tenant text) returns bigint
language sql immutable parallel safe
as $$ select hashtextextended(p_tenant, 7809632213926210407) $$;

-- The one write of the server: a batch of decided commands of one tenant, in one call, in one transaction.
--
-- The arrays of the first group have one element per row: an event, or an entry without one. kind: 0 = check, which
-- writes nothing of its command, 1 = unchanged, 2 = event, 3 = trial, a check with keys that are judged and not
-- written. expected is the version the aggregate must be at, or null
-- where the row follows the row of the same aggregate before it: exactly the first row of each aggregate has one. Rows
-- of one aggregate form a chain in which nothing is admitted after the first refusal. The rows of one command follow
-- each other, so they are admitted together or not at all. state is the aggregate after the row's command (on its last
-- row); a creation's body is null and taken from there.
--
-- steps and latest say where the row's event comes among the events of the batch, and which rows hold the last event
-- of their aggregate, provided that nothing is refused; that is nearly always so, and then the plain way is taken.
-- is_irregular says that a command comes twice, or that a row wrongly has or lacks its expected version.
--
-- The condition arrays have one element per condition, in the order of the rows: the first row of the entry that rests
-- on it, an aggregate, the version it must be at, and the last row of that aggregate before the entry, if the batch has
-- one. The condition is judged on what that row has left, else on the database: so the outcome is that of the entries
-- appended one by one. The effect arrays have one element per effect: the first row of its entry, the kind, the value.
-- The key arrays have one element for each entry with events and declaration of its type: the first row of the entry,
-- the aggregate's id, the number of the declaration, the key of the state after the entry, null for none, and whether
-- two aggregates may not have it. A batch without all of these leaves them out, and then they cost nothing.
--
-- contents has the digest of each event's content: EventContent.cs says how it is made, EventDigest.cs what becomes of
-- it here.
--
-- Answers the position of the head before the batch, the time of its events, the digest of the head after it (null
-- while there is no event), the clock, and the 1-based rows that were admitted and whose command was known; null for
-- the first means all of them. A row in neither is refused: it was decided on something that no longer holds, unless
-- one of its keys is taken. o_taken has the 1-based elements of the key arrays that are, o_holders who has each; so it
-- is judged only what else would be admitted.
--
-- The whole batch is refused, as if it had never been sent:
--     PL001  if the transaction is not read committed. What is looked up here must be what was committed before the
--            lock was got, and not what was there when the transaction began.
--     PL002  after p_deadline, by the clock here. The statement may have lain in a socket, and nobody waits for it.
--     PL003  if the event at p_head is not there, or another one is: the database lost the end of the journal that the
--            batch was decided on.
--     PL004  if p_revision is not that of the declarations: the keys are not those that are to be written. Whoever
--            changes a declaration passes the lock of every tenant afterwards, and takes the lock of '' to do it, which
--            a tenant's first append shares: so no append is overlooked that knew the declaration as it was before.
--
-- Positions are numbered under a lock of the tenant, which is held to the commit: that is why the feed has no holes. A
-- batch that writes nothing shares the lock, so that it waits for a commit that is on its way, or a command could be
-- refused for good and take effect a moment later. Each look-up is a scalar subquery so that it stays one probe of one
-- index, whatever the statistics say. Events are looked up by position in the order of positions: three indexes begin
-- with the tenant, and in a new table a walk along another one would be thought as cheap.
create function patchlog.append(
    p_tenant text, p_head bigint, p_head_digest bytea, p_deadline timestamptz, p_revision uuid,
    p_is_irregular boolean,
    p_kinds smallint[], p_command_ids text[], p_ordinals integer[], p_command_digests bytea[], p_contents bytea[],
    p_target_names text[], p_target_ids text[], p_expected bigint[], p_versions bigint[],
    p_types text[], p_names text[], p_actors text[], p_bundles text[],
    p_bodies json[], p_data json[], p_contexts json[], p_received timestamptz[], p_reads json[], p_asked json[],
    p_rules json[], p_depths integer[], p_states json[], p_snapshots boolean[],
    p_steps integer[], p_latest boolean[],
    p_condition_rows integer[] default null, p_condition_names text[] default null,
    p_condition_ids text[] default null, p_condition_versions bigint[] default null,
    p_condition_after integer[] default null,
    p_effect_rows integer[] default null, p_effect_kinds text[] default null, p_effect_values json[] default null,
    p_key_rows integer[] default null, p_key_ids text[] default null, p_key_declarations bigint[] default null,
    p_key_digests bytea[] default null, p_key_enforced boolean[] default null,
    out o_head bigint, out o_time timestamptz, out o_digest bytea, out o_clock timestamptz,
    out o_admitted integer[], out o_known integer[], out o_taken integer[], out o_holders text[])
language plpgsql
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_bitmapscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set jit = off
set lock_timeout = '2s'
as $$
declare
    is_known boolean[];     -- for each row: its command is in the journal
    stored bigint[];        -- for each row with an expected version: the version that the database has
    held bigint[];          -- for each condition: the version that its aggregate is at, if nothing is refused
    steps integer[] := p_steps;
    latest boolean[] := p_latest;
    last_step integer;
    microseconds bigint;    -- the time of the events, since 1970
    revision uuid;          -- of the declarations
    is_any_taken boolean;   -- one of the keys is another aggregate's before the batch
    admitted boolean[];     -- only where something is refused, for each row: it is admitted
begin
    if current_setting('transaction_isolation') <> 'read committed' then
        raise exception 'patchlog.append must run in a transaction that is read committed' using errcode = 'PL001';
    end if;

    if 1 = any (p_kinds) or 2 = any (p_kinds) or p_effect_rows is not null then
        perform pg_advisory_xact_lock(patchlog.lock_of(p_tenant));
    else
        perform pg_advisory_xact_lock_shared(patchlog.lock_of(p_tenant));
    end if;

    o_clock := clock_timestamp();
    if o_clock > p_deadline then
        raise exception 'the deadline of the batch has passed' using errcode = 'PL002';
    end if;

    select e.position, e.time, e.digest into o_head, o_time, o_digest
        from patchlog.events e where e.tenant = p_tenant order by e.position desc limit 1;
    o_head := coalesce(o_head, 0);
    if o_head = 0 then
        perform pg_advisory_xact_lock_shared(patchlog.lock_of(''));
    end if;

    o_time := greatest(o_time, o_clock);
    microseconds := extract(epoch from o_time) * 1000000;

    if p_head > 0 and p_head_digest is distinct from (
        case when p_head = o_head then o_digest
        else (
            select case when e.position = p_head then e.digest end from patchlog.events e
            where e.tenant = p_tenant and e.position >= p_head order by e.position limit 1) end)
    then
        raise exception 'the journal lost its end' using errcode = 'PL003';
    end if;

    select array_agg(coalesce(
               (select true from patchlog.events v
                where v.tenant = p_tenant and v.command_id = e.command_id and v.ordinal = 1),
               (select true from patchlog.unchanged u where u.tenant = p_tenant and u.command_id = e.command_id),
               false)),
           array_agg(case when e.expected is not null then coalesce(
               (select a.version from patchlog.aggregates a
                where a.tenant = p_tenant and a.target_name = e.target_name and a.target_id = e.target_id), 0) end),
           (select u.revision from patchlog.uniqueness u where u.singleton)
        into is_known, stored, revision
        from unnest(p_command_ids, p_target_names, p_target_ids, p_expected)
            as e (command_id, target_name, target_id, expected);

    if revision is distinct from p_revision then
        raise exception 'the batch was made under other declarations' using errcode = 'PL004';
    end if;

    if p_condition_rows is not null then
        select array_agg(coalesce(
                p_versions[e.after_row],
                (select a.version from patchlog.aggregates a
                 where a.tenant = p_tenant and a.target_name = e.target_name and a.target_id = e.target_id), 0))
            into held
            from unnest(p_condition_names, p_condition_ids, p_condition_after)
                as e (target_name, target_id, after_row);
    end if;

    if p_key_rows is not null then
        is_any_taken := exists (
            select from unnest(p_key_ids, p_key_declarations, p_key_digests, p_key_enforced)
                as e (target_id, declaration, digest, is_enforced)
            where e.is_enforced and e.digest is not null and (
                select true from patchlog.unique_keys u
                where u.tenant = p_tenant and u.digest = e.digest and u.declaration + 0 = e.declaration
                    and u.target_id <> e.target_id
                limit 1));
    end if;

    if p_is_irregular or is_any_taken or true = any (is_known) or stored is distinct from p_expected
        or held is distinct from p_condition_versions
    then
        select j.o_admitted, j.o_taken, j.o_holders into admitted, o_taken, o_holders
            from patchlog.judge(
                p_tenant, p_kinds, p_command_ids, p_ordinals, p_target_names, p_target_ids, p_expected, p_versions,
                is_known, stored, p_condition_rows, p_condition_versions, p_condition_after, held,
                p_key_rows, p_key_ids, p_key_declarations, p_key_digests, p_key_enforced) as j;

        with counted as (
            select e.n, e.is_known, e.is_admitted, e.kind,
                count(*) filter (where e.is_admitted and e.kind = 2) over (order by e.n) as step,
                max(e.n) filter (where e.is_admitted and e.kind = 2)
                    over (partition by e.target_name, e.target_id) as last_event
            from unnest(p_kinds, p_target_names, p_target_ids, is_known, admitted)
                with ordinality as e (kind, target_name, target_id, is_known, is_admitted, n)
        )
        select coalesce(array_agg(e.n order by e.n) filter (where e.is_admitted), '{}'),
               coalesce(array_agg(e.n order by e.n) filter (where e.is_known), '{}'),
               array_agg(case when e.is_admitted and e.kind = 2 then e.step end order by e.n),
               array_agg(e.n is not distinct from e.last_event order by e.n)
            into o_admitted, o_known, steps, latest
            from counted e;
    end if;

    if 1 = any (p_kinds) then
        insert into patchlog.unchanged (tenant, command_id, command_digest, target_name, target_id, version, time)
            select p_tenant, e.command_id, e.command_digest, e.target_name, e.target_id, e.version, o_time
            from unnest(p_kinds, p_command_ids, p_command_digests, p_target_names, p_target_ids, p_versions)
                with ordinality as e (kind, command_id, command_digest, target_name, target_id, version, n)
            where e.kind = 1 and (o_admitted is null or e.n = any (o_admitted));
    end if;

    insert into patchlog.events (
            tenant, position, target_name, target_id, version, type, name, time, command_id, ordinal, command_digest,
            digest, actor, bundle, body, data, context, received_at, reads, asked, rules, depth)
        select p_tenant, o_head + e.step, e.target_name, e.target_id, e.version, e.type,
            e.name, o_time, e.command_id, e.ordinal, e.command_digest,
            '\x01'::bytea || sha256(e.content || int8send(o_head + e.step) || int8send(microseconds)),
            e.actor, e.bundle, case when e.type = 'create' then coalesce(e.body, e.state) else e.body end, e.data,
            e.context, e.received_at, e.reads, e.asked, e.rules, e.depth
        from unnest(
                steps, p_command_ids, p_ordinals, p_command_digests, p_contents, p_target_names, p_target_ids,
                p_versions, p_types, p_names, p_actors, p_bundles, p_bodies, p_data, p_contexts, p_received, p_reads,
                p_asked, p_rules, p_depths, p_states)
            as e (
                step, command_id, ordinal, command_digest, content, target_name, target_id,
                version, type, name, actor, bundle, body, data, context, received_at, reads, asked, rules,
                depth, state)
        where e.step is not null;

    insert into patchlog.aggregates as a (
            tenant, target_name, target_id, version, created_at, updated_at, body)
        select p_tenant, e.target_name, e.target_id, e.version, o_time, o_time, e.state
        from unnest(latest, p_target_names, p_target_ids, p_versions, p_states)
            as e (is_latest, target_name, target_id, version, state)
        where e.is_latest
        on conflict (tenant, target_name, target_id) do update
            set version = excluded.version, updated_at = excluded.updated_at, body = excluded.body;

    if true = any (p_snapshots) then
        insert into patchlog.snapshots (tenant, target_name, target_id, version, time, body)
            select p_tenant, e.target_name, e.target_id, e.version, o_time, e.state
            from unnest(steps, p_target_names, p_target_ids, p_versions, p_states, p_snapshots)
                as e (step, target_name, target_id, version, state, is_snapshot)
            where e.is_snapshot and e.step is not null;
    end if;

    if p_key_rows is not null then
        perform patchlog.put_keys(
            p_tenant, p_kinds, p_key_rows, p_key_ids, p_key_declarations, p_key_digests, o_admitted);
    end if;

    if p_effect_rows is not null then
        perform patchlog.apply_effects(p_tenant, o_time, e.kinds, e.effect_values)
            from (
                select array_agg(e.kind order by e.n) as kinds, array_agg(e.value order by e.n) as effect_values
                from unnest(p_effect_rows, p_effect_kinds, p_effect_values)
                    with ordinality as e (entry_row, kind, value, n)
                where o_admitted is null or e.entry_row = any (o_admitted)
            ) as e
            where e.kinds is not null;
    end if;

    select max(step) into last_step from unnest(steps) as step;
    if last_step > 0 then
        select e.digest into o_digest
            from patchlog.events e where e.tenant = p_tenant order by e.position desc limit 1;
        if o_head = 0 then
            insert into patchlog.tenants (tenant) values (p_tenant) on conflict (tenant) do nothing;
        end if;
    end if;
end
$$;
