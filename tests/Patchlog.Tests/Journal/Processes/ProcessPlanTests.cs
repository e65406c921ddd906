using System.Globalization;
using Microsoft.Data.Sqlite;
using Npgsql;
using Patchlog.Journal.Postgres;
using Patchlog.Journal.Sqlite;
using Patchlog.Tests.Harness;
using Shouldly;
using Xunit;

namespace Patchlog.Tests.Journal.Processes;

/// <summary>However much waits, what is due is found by a probe.</summary>
public sealed class ProcessPlanTests(PostgresBackend postgres, SqliteBackend sqlite)
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    // 20,000 are due together or one after another, and the statistics know of them or not.
    [Theory]
    [InlineData(PostgresSql.FindDueTimers, "0", "")]
    [InlineData(PostgresSql.FindDueTimers, "0", "analyze patchlog.timers")]
    [InlineData(PostgresSql.FindDueTimers, "n", "analyze patchlog.timers")]
    [InlineData(PostgresSql.FindDueCommands, "0", "")]
    [InlineData(PostgresSql.FindDueCommands, "n", "analyze patchlog.outgoing")]
    [InlineData(PostgresSql.FindNextDue, "n", "analyze patchlog.process_readers")]
    public async Task In_postgresql_many_that_are_due_are_not_walked_over(
        string statement, string seconds, string analyze)
    {
        var database = await postgres.CreateDatabaseAsync();
        await using (await Backend.OpenAsync(database))
        {
        }

        await using var connection = await PostgresBackend.ConnectAsync(database);
        await RunAsync(connection, $$"""
            insert into patchlog.timers
                select 't1', 'p', 'i' || n, 'a', 1, timestamptz '2029-01-01' + {{seconds}} * interval '1 second'
                from generate_series(1, 20000) as n;
            insert into patchlog.outgoing (tenant, id, process, instance, number, command, due_at, issued_at)
                select 't1', 'c' || n, 'p', 'i' || n, 1, '{}',
                    timestamptz '2029-01-01' + {{seconds}} * interval '1 second', now()
                from generate_series(1, 20000) as n;
            insert into patchlog.process_readers (tenant, next_due)
                select 't' || n, timestamptz '2029-01-01' + n * interval '1 second' from generate_series(1, 20000) as n;
            update patchlog.process_readers set next_due = '2029-01-01' where tenant = 't1';
            {{analyze}};
            """);

        // Once for the catalogue.
        await ExplainAsync(connection, statement);
        var plan = await ExplainAsync(connection, statement);

        var hits = plan.Split("shared hit=")[1];
        int.Parse([.. hits.TakeWhile(char.IsAsciiDigit)], CultureInfo.InvariantCulture).ShouldBeLessThan(100, plan);
    }

    [Theory]
    [InlineData(SqliteSql.FindDueTimers, "timers_by_due (tenant=? AND due_at<?)")]
    [InlineData(SqliteSql.FindDueCommands, "outgoing_by_due (tenant=? AND due_at<?)")]
    [InlineData(SqliteSql.FindBacklog, "process_readers_by_due (next_due<?)")]
    [InlineData(SqliteSql.FindInstances, "process_keys_by_key (tenant=? AND process=? AND correlation=? AND key=? AND instance>?)")]
    public async Task In_sqlite_they_are_ranges_of_an_index(string statement, string range)
    {
        var file = (DatabaseAddress.SqliteFile)sqlite.Address;
        await using var connection = new SqliteConnection($"Data Source={file.Path};Pooling=False");
        await connection.OpenAsync(Cancellation);
        await using var command = connection.CreateCommand();
        command.CommandText = $"explain query plan {SqliteSql.Texts[statement]}";
        for (var number = 1; number <= 6; number++)
            command.Parameters.AddWithValue($"?{number}", 0);

        List<string> lines = [];
        await using var reader = await command.ExecuteReaderAsync(Cancellation);
        while (await reader.ReadAsync(Cancellation))
            lines.Add(reader.GetString(3));

        string.Join('\n', lines).ShouldContain(range);
    }

    static async Task<string> ExplainAsync(NpgsqlConnection connection, string statement)
    {
        await using var command = new NpgsqlCommand($"explain (analyze, buffers) {PostgresSql.Texts[statement]}", connection);
        var now = PostgresParameters.Time(new(2030, 1, 1, 0, 0, 5, DateTimeKind.Utc));
        NpgsqlParameter[] parameters = statement switch
        {
            PostgresSql.FindNextDue => [PostgresParameters.Text("_system"), now],
            _ => [PostgresParameters.Text("t1"), now, PostgresParameters.Number(10)],
        };
        command.Parameters.AddRange(parameters);

        List<string> lines = [];
        await using var reader = await command.ExecuteReaderAsync(Cancellation);
        while (await reader.ReadAsync(Cancellation))
            lines.Add(reader.GetString(0));

        return string.Join('\n', lines);
    }

    static async Task RunAsync(NpgsqlConnection connection, string statements)
    {
        await using var command = new NpgsqlCommand(statements, connection);
        await command.ExecuteNonQueryAsync(Cancellation);
    }
}
