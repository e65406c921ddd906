using System.Globalization;
using System.Reflection;
using System.Text;
using Npgsql;
using Patchlog.Server.Bench;

namespace Patchlog.Bench.Storage;

/// <summary>The PostgreSQL under measurement: fresh tables for every candidate.</summary>
sealed class Database(NpgsqlDataSource source)
{
    public NpgsqlDataSource Source => source;

    public static Database Open(string connectionString)
    {
        var builder = new NpgsqlSlimDataSourceBuilder($"{connectionString};No Reset On Close=true;Command Timeout=300");
        builder.EnableArrays();
        return new(builder.Build());
    }

    public async Task CreateTablesAsync(Candidate candidate)
    {
        await RunAsync("drop schema public cascade; create schema public; checkpoint");
        source.Clear();     // new backends, so that nobody has a plan of the tables before
        await RunAsync(Text("tables", candidate));
        if (candidate.Extra is { } extra)
            await RunAsync(extra);
        if (candidate.Append != "bare")
            await ReadAsync(Text(candidate.Append, candidate));
        await RunAsync("insert into tenants values ('default', 0, now())");
    }

    public Task FillAsync(int rows, int bytes) => RunAsync(
        $$"""
        insert into aggregates (tenant, target_name, target_id, version, position, created_at, updated_at, body)
        select 'default', 'order', 'id-' || n, 1, n, now(), now(),
            replace(document, '"open"', case when n % 1000 = 0 then '"paid"' else '"open"' end)::json
        from generate_series(1, {{rows}}) n,
            (values ('{{Encoding.UTF8.GetString(BenchDocument.Render("x", bytes))}}')) v (document);
        vacuum analyze aggregates
        """);

    /// <summary>The median time of a query in milliseconds, in one process, once the cache is warm.</summary>
    public async Task<double> TimeAsync(string query, int times)
    {
        await using var connection = await source.OpenConnectionAsync();
        await using var set = new NpgsqlCommand("set max_parallel_workers_per_gather = 0", connection);
        await set.ExecuteNonQueryAsync();
        await using var command = new NpgsqlCommand(query, connection);
        await command.PrepareAsync();
        var elapsed = new List<double>();
        for (var time = 0; time <= times; time++)
        {
            var started = TimeProvider.System.GetTimestamp();
            await command.ExecuteScalarAsync();
            elapsed.Add(TimeProvider.System.GetElapsedTime(started).TotalMilliseconds);
        }

        return elapsed.Skip(1).Order().ElementAt(times / 2);
    }

    /// <summary>The share of updates of the current state that touched no index.</summary>
    public async Task<string> ReadHotUpdatesAsync()
    {
        await ReadAsync("select pg_stat_force_next_flush()");
        return await ReadAsync(
            """
            select coalesce(round(100.0 * n_tup_hot_upd / nullif(n_tup_upd, 0))::text || ' %', '-')
            from pg_stat_user_tables where relname = 'aggregates'
            """);
    }

    /// <summary>The sizes of the current state and of its index, as cells.</summary>
    public Task<string> ReadSizesAsync() => ReadAsync(
        """
        select pg_size_pretty(pg_table_size('aggregates')) || ' | ' || pg_size_pretty(pg_relation_size('by_status'))
        """);

    /// <summary>Runs statements one by one: some of them refuse to be part of a transaction.</summary>
    public async Task RunAsync(string statements)
    {
        foreach (var statement in statements.Split(';'))
            await ReadAsync(statement);
    }

    /// <summary>The statement that appends one batch.</summary>
    public static string AppendOf(Candidate candidate) => candidate.Append == "bare"
        ? Text("bare", candidate)
        : $"select {candidate.Append}($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";

    async Task<string> ReadAsync(string statement)
    {
        await using var command = source.CreateCommand(statement);
        return await command.ExecuteScalarAsync() as string ?? "";
    }

    static string Text(string name, Candidate candidate)
    {
        using var stream = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!);
        return stream.ReadToEnd()
            .Replace("{arguments}", Arguments)
            .Replace("{body}", candidate.Body)
            .Replace("{copy}", candidate.Copy)
            .Replace("{fillfactor}", candidate.FillFactor.ToString(CultureInfo.InvariantCulture))
            .Replace("{settings}", candidate.Settings);
    }

    const string Arguments =
        """

            p_tenant text, p_positions bigint[], p_command_ids text[], p_digests bytea[], p_target_names text[],
            p_target_ids text[], p_versions bigint[], p_types text[], p_bodies {body}[], p_states {body}[]
        """;
}
