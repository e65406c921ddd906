-- Says which bundles a server uses, and forgets servers that have said nothing for long. $1 tenant, $2 server,
-- $3 digests, $4 seconds after which a server is forgotten.
with forgotten as (
    delete from patchlog.bundle_uses
    where tenant = $1 and server <> $2 and said_at < clock_timestamp() - make_interval(secs => $4)
)
insert into patchlog.bundle_uses as u (tenant, server, digests, said_at) values ($1, $2, $3, clock_timestamp())
on conflict (tenant, server) do update set digests = excluded.digests, said_at = excluded.said_at
