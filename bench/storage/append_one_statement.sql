-- The checked append as one statement with data-modifying parts, after the tenant's row is locked.
create function append_one_statement({arguments})
returns table (ordinal bigint, "position" bigint)
language plpgsql {settings} as $$
#variable_conflict use_column
declare
    v_head bigint;
    v_time timestamptz;
begin
    select head, greatest(time, clock_timestamp()) into strict v_head, v_time
    from tenants where tenant = p_tenant for update;

    return query
    with input as materialized (
        select *
        from unnest(p_command_ids, p_digests, p_target_names, p_target_ids, p_versions, p_types, p_bodies, p_states)
            with ordinality as i (command_id, digest, target_name, target_id, version, type, body, state, ordinal)
    ), admitted as materialized (
        select i.*, v_head + row_number() over (order by i.ordinal) as position
        from input i
        where (select e.position from events e where e.tenant = p_tenant and e.command_id = i.command_id) is null
          and i.version - 1 = coalesce((
              select a.version from aggregates a
              where a.tenant = p_tenant and a.target_name = i.target_name and a.target_id = i.target_id), 0)
    ), journaled as (
        insert into events (tenant, position, command_id, digest, target_name, target_id, version, type, time, body)
        select p_tenant, position, command_id, digest, target_name, target_id, version, type, v_time, body
        from admitted order by ordinal
    ), kept as (
        insert into aggregates as a (tenant, target_name, target_id, version, position, created_at, updated_at, body)
        select p_tenant, target_name, target_id, version, position, v_time, v_time, state
        from admitted where state is not null
        on conflict (tenant, target_name, target_id) do update
        set version = excluded.version, position = excluded.position,
            updated_at = excluded.updated_at, body = excluded.body
    ), moved as (
        update tenants set head = v_head + (select count(*) from admitted), time = v_time where tenant = p_tenant
    )
    select admitted.ordinal, admitted.position from admitted;
end
$$;
