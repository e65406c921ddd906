using Npgsql;
using Patchlog.Server.Tests.Harness;
using Patchlog.Testing;
using Shouldly;
using Xunit;

namespace Patchlog.Server.Tests.Faults;

/// <summary>A commit of another connection is on its way: until it has come or gone, nobody may be told "no".</summary>
public sealed class PendingCommitTests(PostgresBackend postgres)
{
    // What patchlog.append takes for the tenant, so that this test can stand for a commit that takes its time.
    const string Lock = "select pg_advisory_xact_lock(hashtextextended('t', 7809632213926210407))";

    [Fact]
    public async Task A_refusal_waits_for_it()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using var server = await ServerProcess.StartAsync(database);
        var api = new Api(server.Address, "/v1/t");
        await using var source = NpgsqlDataSource.Create(
            postgres.Cluster.ConnectionString(new Uri(database).AbsolutePath[1..]));
        await using var connection = await source.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var pending = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);
        // Who waits for a tenant gives up after a while and comes again: here it is to stay.
        await using (var stay = source.CreateCommand("alter function patchlog.append set lock_timeout = 0"))
            await stay.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        await using (var command = new NpgsqlCommand(Lock, connection))
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);

        var refusal = api.Merge("/orders/42", """{"total":2}""").SendAsync();
        await Eventually.HoldsAsync(() => IsWaitedForAsync(source));
        refusal.IsCompleted.ShouldBeFalse();
        await pending.CommitAsync(TestContext.Current.CancellationToken);

        (await refusal).ShouldBe(404);
    }

    static async Task<bool> IsWaitedForAsync(NpgsqlDataSource source)
    {
        await using var command = source.CreateCommand(
            """
            select exists (select from pg_locks where locktype = 'advisory' and not granted
                and database = (select oid from pg_database where datname = current_database()))
            """);
        return (bool)(await command.ExecuteScalarAsync())!;
    }
}
