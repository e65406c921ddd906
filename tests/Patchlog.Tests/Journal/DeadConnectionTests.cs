using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Patchlog.Journal;
using Patchlog.Testing;
using Patchlog.Tests.Harness;
using Xunit;

namespace Patchlog.Tests.Journal;

/// <summary>Reads on connections to PostgreSQL that died while nobody used them.</summary>
public sealed class DeadConnectionTests(PostgresBackend backend)
{
    static readonly Tenant Tenant = Tenant.Trusted("t");
    static readonly TargetName Orders = TargetName.Trusted("orders");
    static readonly AggregateKey Key = new(Tenant, Orders, AggregateId.Trusted("a"));

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string> Reads => [.. Calls.Keys];

    static Dictionary<string, Func<IJournal, Task>> Calls { get; } = new()
    {
        ["load"] = journal => journal.Reader.LoadAsync([new(Tenant, Head.Start)], [Key], 1000, Cancellation),
        ["head"] = journal => journal.Reader.FindHeadAsync(Tenant, Cancellation),
        ["commands"] = journal => journal.Reader.FindCommandsAsync(Tenant, [CommandId.Trusted("c")], Cancellation),
        ["history"] = journal => journal.Reader.ReadHistoryAsync(Key, Version.None, new(1), 1, 1000, Cancellation),
        ["query"] = journal => journal.Reader.FindAsync(new(Tenant, Orders), null, 1, 1000, Cancellation),
        ["probe"] = journal => journal.PingAsync(Cancellation),
        ["feed"] = async journal => (await journal.Feed.ReadAsync(Tenant, new(Position.Start, new(1), default, 1, 1000), Cancellation)).Dispose(),
    };

    [Theory]
    [MemberData(nameof(Reads))]
    public async Task A_read_is_given_a_new_connection_when_the_database_has_ended_its_own(string read)
    {
        var database = await backend.CreateDatabaseAsync();
        await using var journal = await JournalOpener.OpenAsync(database, TimeProvider.System, NullLogger.Instance, Cancellation);
        await journal.AppendAsync(Tenant, [Entries.Create(Key)], Cancellation);
        await Calls[read](journal);

        await using var other = await PostgresBackend.ConnectAsync(database);
        await using var end = new NpgsqlCommand("""
            select pg_terminate_backend(pid, 60000) from pg_stat_activity
            where datname = current_database() and pid <> pg_backend_pid()
            """, other);
        await end.ExecuteNonQueryAsync(Cancellation);

        await Calls[read](journal);
    }

    [Fact]
    public async Task Reads_are_given_new_connections_when_the_database_was_killed_and_started_again()
    {
        await using var cluster = await PostgresCluster.StartAsync();
        var database = DatabaseAddress.Parse(await cluster.CreateDatabaseAsync());
        await using var journal = await JournalOpener.OpenAsync(database, TimeProvider.System, NullLogger.Instance, Cancellation);
        await journal.AppendAsync(Tenant, [Entries.Create(Key)], Cancellation);

        foreach (var read in Calls.Values)
        {
            await read(journal);
            await cluster.KillAsync();
            await cluster.StartAgainAsync();
            await read(journal);
        }
    }
}
