-- As append_steps, but rows that exist are updated and rows that don't are inserted, without ON CONFLICT.
create function append_split({arguments})
returns bigint[]
language plpgsql {settings} as $$
declare
    v_head      bigint;
    v_time      timestamptz;
    v_positions bigint[];
    v_admitted  bigint;
begin
    select head, greatest(time, clock_timestamp()) into strict v_head, v_time
    from tenants where tenant = p_tenant for update;

    select array_agg(case when c.ok then v_head + c.rank end order by c.ordinal), count(*) filter (where c.ok)
    into v_positions, v_admitted
    from (
        select i.ordinal, i.ok, sum(i.ok::int) over (order by i.ordinal) as rank
        from (
            select i.ordinal,
                   (select e.position from events e where e.tenant = p_tenant and e.command_id = i.command_id) is null
                   and i.version - 1 = coalesce((
                       select a.version from aggregates a
                       where a.tenant = p_tenant and a.target_name = i.target_name
                         and a.target_id = i.target_id), 0) as ok
            from unnest(p_command_ids, p_target_names, p_target_ids, p_versions)
                with ordinality as i (command_id, target_name, target_id, version, ordinal)
        ) i
    ) c;

    insert into events (tenant, position, command_id, digest, target_name, target_id, version, type, time, body)
    select p_tenant, i.position, command_id, digest, target_name, target_id, version, type, v_time, body
    from unnest(v_positions, p_command_ids, p_digests, p_target_names, p_target_ids, p_versions, p_types, p_bodies)
        as i (position, command_id, digest, target_name, target_id, version, type, body)
    where i.position is not null;

    update aggregates a set version = i.version, position = i.position, updated_at = v_time, body = i.state
    from unnest(v_positions, p_target_names, p_target_ids, p_versions, p_states)
        as i (position, target_name, target_id, version, state)
    where a.tenant = p_tenant and a.target_name = i.target_name and a.target_id = i.target_id
      and i.position is not null and i.state is not null and i.version > 1;

    insert into aggregates (tenant, target_name, target_id, version, position, created_at, updated_at, body)
    select p_tenant, target_name, target_id, version, i.position, v_time, v_time, state
    from unnest(v_positions, p_target_names, p_target_ids, p_versions, p_states)
        as i (position, target_name, target_id, version, state)
    where i.position is not null and state is not null and version = 1;

    update tenants set head = v_head + v_admitted, time = v_time where tenant = p_tenant;
    return v_positions;
end
$$;
