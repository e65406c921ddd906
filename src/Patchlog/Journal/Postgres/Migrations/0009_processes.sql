-- What long-running processes wait for: timers, commands that are to be sent, the keys by which events find instances.
-- All are written by effects, in the transaction of the append that has them, under the tenant's lock. They are derived
-- from nothing: a rebuild leaves them alone.

create table patchlog.timers (
    tenant text collate "C" not null,
    process text collate "C" not null,
    instance text collate "C" not null,
    name text collate "C" not null,
    entry bigint not null,              -- the number of the entry into the state that set it
    due_at timestamptz not null,
    primary key (tenant, process, instance, name, entry)
);
-- Has nothing but the tenant in common with the primary key: else the planner would think a walk along it as cheap as a
-- probe of that while the table is new.
create index timers_by_due on patchlog.timers (tenant, due_at);

-- A row is there from its issue to its end. The numbers of issue rise, for they are given under the tenant's lock.
create table patchlog.outgoing (
    tenant text collate "C" not null,
    id text collate "C" not null,       -- of the command
    process text collate "C" not null,
    instance text collate "C" not null,
    number bigint not null,             -- among the commands of the instance
    issue bigint generated always as identity,
    command json not null,
    due_at timestamptz not null,
    attempts integer not null default 0,
    last_problem text,                  -- why it was postponed last
    issued_at timestamptz not null,
    primary key (tenant, id)
);
create index outgoing_by_due on patchlog.outgoing (tenant, due_at, issue);
create index outgoing_by_instance on patchlog.outgoing (tenant, process, instance, issue);

create table patchlog.process_keys (
    tenant text collate "C" not null,
    process text collate "C" not null,
    correlation text collate "C" not null,
    instance text collate "C" not null,
    key bytea not null,                 -- the digest of the value: Digest.OfKey says how it is made
    primary key (tenant, process, correlation, instance)
);
-- The two indexes have nothing but the tenant in common at their beginning: else the planner would think a walk along
-- this one as cheap as a probe of the other while the table is new.
create index process_keys_by_key on patchlog.process_keys (tenant, key, process, correlation, instance);

-- For each tenant how far its events have been read for its processes, who reads them, and the earliest due time of its
-- timers and commands. Whoever changes those holds the tenant's lock and calls patchlog.put_next_due, so that the due
-- time is exact. The position and the lease are changed without that lock, by one statement or with the row locked.
-- Whoever takes both takes the tenant's lock first.
create table patchlog.process_readers (
    tenant text collate "C" primary key,
    position bigint not null default 0,
    owner uuid,
    leased_until timestamptz,           -- without an owner: when the last lease ended
    next_due timestamptz                -- null: nothing waits
) with (fillfactor = 50);               -- rewritten for every page of events: leave room to do it in place
create index process_readers_by_due on patchlog.process_readers (next_due);

-- The instant of so many microseconds since 1970. In two steps, because an interval is multiplied by a floating-point
-- number, which has not room for all of them.
create function patchlog.time_of(microseconds bigint) returns timestamptz
language sql immutable parallel safe
as $$
    select 'epoch'::timestamptz + microseconds / 1000000 * interval '1 second'
        + microseconds % 1000000 * interval '1 microsecond'
$$;

-- Sets a tenant's earliest due time after its timers and commands were changed; p_earliest is the earliest that was put
-- among them, null for none. Nothing was due before the time that is stored, so the probes begin there: what was ended
-- before that is not walked over, however long a backup holds it.
create function patchlog.put_next_due(p_tenant text, p_earliest timestamptz) returns void
language plpgsql
as $$
declare
    start timestamptz;
    due timestamptz;
begin
    start := least(p_earliest, (select r.next_due from patchlog.process_readers r where r.tenant = p_tenant));
    if start is null then
        return;
    end if;

    due := least(
        (select t.due_at from patchlog.timers t
         where t.tenant = p_tenant and t.due_at >= start order by t.due_at limit 1),
        (select o.due_at from patchlog.outgoing o
         where o.tenant = p_tenant and o.due_at >= start order by o.due_at limit 1));

    insert into patchlog.process_readers as r (tenant, next_due) values (p_tenant, due)
        on conflict (tenant) do update set next_due = excluded.next_due
        where r.next_due is distinct from excluded.next_due;
end
$$;

-- Timers that are set or, without a due time, ended. One by one, as the other effects here: a statement with a full key
-- is one probe of one index, whatever the statistics say. A join with all effects was planned, while the tables were
-- new, as a walk over all that the tenant has.
create function patchlog.apply_timer(p_tenant text, p_time timestamptz, p_values json[]) returns void
language plpgsql
as $$
declare
    effect json;
    due timestamptz;
    earliest timestamptz;
begin
    foreach effect in array p_values loop
        due := patchlog.time_of((effect ->> 'dueAt')::bigint);
        earliest := least(earliest, due);

        if due is null then
            delete from patchlog.timers t
                where t.tenant = p_tenant and t.process = effect ->> 'process' and t.instance = effect ->> 'instance'
                    and t.name = effect ->> 'name' and t.entry = (effect ->> 'entry')::bigint;
        else
            insert into patchlog.timers (tenant, process, instance, name, entry, due_at)
                values (p_tenant, effect ->> 'process', effect ->> 'instance', effect ->> 'name',
                    (effect ->> 'entry')::bigint, due)
                on conflict (tenant, process, instance, name, entry) do update set due_at = excluded.due_at;
        end if;
    end loop;

    perform patchlog.put_next_due(p_tenant, earliest);
end
$$;

-- Commands that are issued or, with nothing but their id, ended.
create function patchlog.apply_outgoing(p_tenant text, p_time timestamptz, p_values json[]) returns void
language plpgsql
as $$
declare
    effect json;
    due timestamptz;
    earliest timestamptz;
begin
    foreach effect in array p_values loop
        due := patchlog.time_of((effect ->> 'dueAt')::bigint);
        earliest := least(earliest, due);

        delete from patchlog.outgoing o where o.tenant = p_tenant and o.id = effect ->> 'id';
        if due is not null then
            insert into patchlog.outgoing (tenant, id, process, instance, number, command, due_at, issued_at)
                values (p_tenant, effect ->> 'id', effect ->> 'process', effect ->> 'instance',
                    (effect ->> 'number')::bigint, (effect ->> 'command')::json, due, p_time);
        end if;
    end loop;

    perform patchlog.put_next_due(p_tenant, earliest);
end
$$;

-- Keys that are set or, where the key is null, removed.
create function patchlog.apply_process_key(p_tenant text, p_time timestamptz, p_values json[]) returns void
language plpgsql
as $$
declare
    effect json;
begin
    foreach effect in array p_values loop
        if effect ->> 'key' is null then
            delete from patchlog.process_keys k
                where k.tenant = p_tenant and k.process = effect ->> 'process'
                    and k.correlation = effect ->> 'correlation' and k.instance = effect ->> 'instance';
        else
            insert into patchlog.process_keys as k (tenant, process, correlation, instance, key)
                values (p_tenant, effect ->> 'process', effect ->> 'correlation', effect ->> 'instance',
                    decode(effect ->> 'key', 'hex'))
                on conflict (tenant, process, correlation, instance) do update set key = excluded.key
                where k.key <> excluded.key;
        end if;
    end loop;
end
$$;

-- An attempt to send a command has failed. Under the tenant's lock, as an append: both set the earliest due time.
create function patchlog.postpone(p_tenant text, p_id text, p_due_at timestamptz, p_problem text) returns void
language plpgsql
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_bitmapscan = off
set jit = off
set lock_timeout = '2s'
as $$
begin
    perform pg_advisory_xact_lock(patchlog.lock_of(p_tenant));

    update patchlog.outgoing set due_at = p_due_at, attempts = attempts + 1, last_problem = p_problem
        where tenant = p_tenant and id = p_id;
    if found then
        perform patchlog.put_next_due(p_tenant, p_due_at);
    end if;
end
$$;

-- What of a tenant is due, the earliest first. A range of an index, which begins where the tenant's row says that the
-- earliest is: what was ended is not walked over. The planner must not choose: while the statistics know of few rows,
-- it takes all that is due, however much that has become, and sorts it.
create function patchlog.due_timers(p_tenant text, p_now timestamptz, p_limit bigint) returns setof patchlog.timers
language sql stable rows 64
set enable_seqscan = off
set enable_bitmapscan = off
set enable_sort = off
set jit = off
as $$
    select t.* from patchlog.timers t
    where t.tenant = p_tenant and t.due_at <= p_now
        and t.due_at >= (select r.next_due from patchlog.process_readers r where r.tenant = p_tenant)
    order by t.due_at
    limit p_limit
$$;

create function patchlog.due_commands(p_tenant text, p_now timestamptz, p_limit bigint) returns setof patchlog.outgoing
language sql stable rows 64
set enable_seqscan = off
set enable_bitmapscan = off
set enable_sort = off
set jit = off
as $$
    select o.* from patchlog.outgoing o
    where o.tenant = p_tenant and o.due_at <= p_now
        and o.due_at >= (select r.next_due from patchlog.process_readers r where r.tenant = p_tenant)
    order by o.due_at, o.issue
    limit p_limit
$$;

-- Takes or renews a lease; answers the position, null if somebody else has the lease. The head is looked up by a
-- statement of its own after the row is locked: it sees every event that the stored position may stand on.
create function patchlog.lease_reader(p_tenant text, p_owner uuid, p_seconds double precision) returns bigint
language plpgsql
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_bitmapscan = off
set jit = off
set lock_timeout = '2s'
as $$
declare
    o_position bigint;
begin
    insert into patchlog.process_readers (tenant) values (p_tenant) on conflict (tenant) do nothing;

    perform from patchlog.process_readers r
        where r.tenant = p_tenant
            and (r.owner is null or r.owner = p_owner or r.leased_until <= clock_timestamp()
                or r.leased_until > clock_timestamp() + interval '1 minute')
        for update;
    if not found then
        return null;
    end if;

    update patchlog.process_readers r
        set owner = p_owner, leased_until = clock_timestamp() + p_seconds * interval '1 second',
            position = least(r.position, coalesce((
                select e.position from patchlog.events e
                where e.tenant = p_tenant order by e.position desc limit 1), 0))
        where r.tenant = p_tenant
        returning r.position into o_position;

    return o_position;
end
$$;
