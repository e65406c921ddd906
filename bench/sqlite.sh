# Documents in a SQLite file, for the scripts here to source after patchlog.sh. Needs the program sqlite3.

# Makes a database with so many documents, a tenth of them of another type, past the journal, since only their number
# matters. usage: sqlite_load <file> <binary> <documents>
sqlite_load() {
    DATABASE_URL=sqlite://$1 "$2" migrate >&2
    sqlite3 "$1" >&2 <<SQL
insert into tenants (tenant) values ('bench') on conflict do nothing;
with recursive numbers (n) as (select 1 union all select n + 1 from numbers where n < $3)
insert into aggregates (tenant, target_name, target_id, version, created_at, updated_at, body)
select 'bench', iif(n % 10 = 0, 'invoices', 'orders'), printf('o%09d', n), 1, 0, 0,
    json_object('id', printf('o%09d', n), 'number', printf('A-%08x', n * 2654435761 % 4294967296),
        'total', (n * 7919 % 1000000) / 100.0, 'status', 's' || (n % 4),
        'note', substr('$(printf 'x%.0s' $(seq 400))', 1, 200 + n % 200))
from numbers;
SQL
}
