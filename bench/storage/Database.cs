using System.Globalization;
using System.Reflection;
using System.Text;
using Npgsql;
using Patchlog.Server.Verbs;

namespace Patchlog.Bench.Storage;

/// <summary>The PostgreSQL under measurement: fresh tables for every candidate.</summary>
sealed class Database(NpgsqlDataSource source)
{
    public NpgsqlDataSource Source => source;

    public static Database Open(string connectionString)
    {
        var builder = new NpgsqlSlimDataSourceBuilder(connectionString + ";No Reset On Close=true;Include Error Detail=true;Command Timeout=300");
        builder.EnableArrays();
        return new(builder.Build());
    }

    public async Task CreateTablesAsync(Candidate candidate)
    {
        await ScalarAsync("drop schema public cascade; create schema public; checkpoint");
        source.Clear();
        await ScalarAsync(Text("tables", candidate));
        if (candidate.Extra is not null) await ScalarAsync(candidate.Extra);
        if (candidate.Append != "bare") await ScalarAsync(Text(candidate.Append, candidate));
        await ScalarAsync("insert into tenants values ('default', 0, now())");
    }

    public Task FillAsync(int rows, int bytes) => ScalarAsync(
        $$"""
        insert into aggregates (tenant, target_name, target_id, version, position, created_at, updated_at, body)
        select 'default', 'order', 'id-' || n, 1, n, now(), now(),
            replace(d, '"open"', case when n % 1000 = 0 then '"paid"' else '"open"' end)::json
        from generate_series(1, {{rows}}) n, (values ('{{Encoding.UTF8.GetString(BenchDocument.Render("x", bytes))}}')) v (d);
        vacuum analyze aggregates
        """);

    public async Task<double> TimeAsync(string setting, string query, int times)
    {
        await using var connection = await source.OpenConnectionAsync();
        await using var set = new NpgsqlCommand(setting, connection);
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

    public async Task<string> ScalarAsync(string sql)
    {
        string result = "";
        foreach (var statement in sql.Contains("$$", StringComparison.Ordinal) ? [sql] : sql.Split(';'))
        {
            await using var command = source.CreateCommand(statement);
            result = await command.ExecuteScalarAsync() as string ?? "";
        }

        return result;
    }

    /// <summary>The statement that appends one batch: the bare inserts themselves, or a call of the function of that name.</summary>
    public static string AppendOf(Candidate candidate) => candidate.Append == "bare"
        ? Text("bare", candidate)
        : $"select {candidate.Append}($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";

    static string Text(string name, Candidate candidate)
    {
        using var stream = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!);
        return stream.ReadToEnd().Replace("{body}", candidate.Body).Replace("{copy}", candidate.Copy)
            .Replace("{fillfactor}", candidate.FillFactor.ToString(CultureInfo.InvariantCulture))
            .Replace("{settings}", candidate.Settings);
    }
}
