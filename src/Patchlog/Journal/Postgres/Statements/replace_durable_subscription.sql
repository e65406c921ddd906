-- Changes a named subscription if it still is at a revision (0 = there is none); no row if it is not. $1 tenant,
-- $2 name, $3 revision, $4 document. The first revision is the time in microseconds: a name that was dropped and is in
-- use again has none of its old ones, so a caller that read it before the drop can't change it after.
with changed as (
    update patchlog.durable_subscriptions set revision = revision + 1, document = $4
    where tenant = $1 and name = $2 and revision = $3
    returning revision
), added as (
    insert into patchlog.durable_subscriptions (tenant, name, revision, document)
    select $1, $2, (extract(epoch from clock_timestamp()) * 1000000)::bigint, $4 where $3 = 0
    on conflict (tenant, name) do nothing
    returning revision
)
select revision from changed union all select revision from added
