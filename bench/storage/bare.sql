-- The bare minimum: no lock, no check, positions given. Both tables in one statement.
with input as materialized (
    select *
    from unnest(
            $2::bigint[], $3::text[], $4::bytea[], $5::text[], $6::text[], $7::bigint[], $8::text[],
            $9::{body}[], $10::{body}[])
        as i (position, command_id, digest, target_name, target_id, version, type, body, state)
), journaled as (
    insert into events (tenant, position, command_id, digest, target_name, target_id, version, type, time, body)
    select $1, position, command_id, digest, target_name, target_id, version, type, now(), body from input
)
insert into aggregates as a (tenant, target_name, target_id, version, position, created_at, updated_at, body)
select $1, target_name, target_id, version, position, now(), now(), state from input
on conflict (tenant, target_name, target_id) do update
set version = excluded.version, position = excluded.position,
    updated_at = excluded.updated_at, body = excluded.body
