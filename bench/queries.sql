-- The documents that bench/queries.sh asks for: written past the journal, since only their number matters.
-- \set documents N; a tenth of them of another type. The side table has the same values in plain columns.
insert into patchlog.aggregates (tenant, target_name, target_id, version, created_at, updated_at, body)
select 'bench', case when n % 10 = 0 then 'invoices' else 'orders' end, 'o' || lpad(n::text, 9, '0'), 1, now(), now(),
    json_build_object('id', 'o' || lpad(n::text, 9, '0'), 'number', 'A-' || md5(n::text), 'total', (n::bigint * 7919 % 1000000) / 100.0,
        'status', (array['open', 'paid', 'sent', 'done'])[1 + n % 4], 'note', repeat('x', 200 + n % 200))
from generate_series(1, :documents) as n;

create table plain (
    tenant text collate "C", target_name text collate "C", target_id text collate "C", version bigint,
    created_at timestamptz, updated_at timestamptz, body json,
    number text collate "C", total numeric, primary key (tenant, target_name, target_id));
insert into plain
select a.*, a.body ->> 'number', (a.body ->> 'total')::numeric from patchlog.aggregates a;
create index on plain (tenant, number, target_id) where target_name = 'orders';
create index on plain (tenant, total, target_id) where target_name = 'orders';
vacuum analyze plain;
vacuum analyze patchlog.aggregates;
