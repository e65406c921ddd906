using Patchlog.Json;

namespace Patchlog.Tests.Harness;

/// <summary>
/// An effect that only tests have: it sets a mark of a name to a value, the last one wins. This file is all there is to
/// it: what it tells the database, and for each database the table and what is done there, as a migration would make
/// them.
/// </summary>
sealed record Mark(string Name, long Value)
    : Effect("mark", JsonObject.Of(new("name", Name), new("value", Value)))
{
    /// <summary>A mark of this value does not fit the table: it fails the batch.</summary>
    public const long Misfit = -1;

    public const string OnPostgres = """
        create table patchlog.marks (
            tenant text collate "C" not null,
            name text collate "C" not null,
            value bigint not null check (value >= 0),
            time timestamptz not null,
            primary key (tenant, name)
        );
        create function patchlog.apply_mark(p_tenant text, p_time timestamptz, p_values json[]) returns void
        language sql as $$
            insert into patchlog.marks (tenant, name, value, time)
            select distinct on (name) p_tenant, name, value, p_time
            from (
                select e.v ->> 'name', (e.v ->> 'value')::bigint, e.n from unnest(p_values) with ordinality as e (v, n)
            ) as marks (name, value, n)
            order by name, n desc
            on conflict (tenant, name) do update set value = excluded.value, time = excluded.time
        $$;
        """;

    public const string OnSqlite = """
        create table marks (
            tenant text not null,
            name text not null,
            value integer not null check (value >= 0),
            time integer not null,
            primary key (tenant, name)
        ) strict, without rowid;
        create view apply_mark (tenant, time, value) as select '', 0, '{}';
        create trigger apply_mark instead of insert on apply_mark begin
            insert into marks (tenant, name, value, time)
            values (new.tenant, new.value ->> 'name', new.value ->> 'value', new.time)
            on conflict (tenant, name) do update set value = excluded.value, time = excluded.time;
        end;
        """;
}
