-- A journal of :events creations of orders, of 1.0 to 1.5 KB as no two documents are of one size, as the server would have written them: for readers of the feed,
-- who look at nothing else (the digests are not those of the events). The server may run meanwhile.
insert into patchlog.events (
    tenant, position, target_name, target_id, version, type, name, time, command_id, ordinal, command_digest, digest,
    body, received_at)
select 'default', n, 'order', 'bench-' || lpad(n::text, 12, '0'), 1, 'create', 'order.created',
    now() + n * interval '1 microsecond', 'load-' || lpad(n::text, 12, '0'), 1, sha256(n::text::bytea),
    '\x01'::bytea || sha256(n::text::bytea),
    replace(replace(:'document', '%n%', lpad(n::text, 12, '0')), '%note%', repeat('.', (n::bigint * 7919 % 500)::integer))::json,
    now() + n * interval '1 microsecond'
from generate_series(1, :events) as n;
insert into patchlog.tenants (tenant) values ('default');
