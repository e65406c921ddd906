using Patchlog.Server.Tests.Harness;
using Patchlog.Testing;
using Shouldly;
using Xunit;

namespace Patchlog.Server.Tests.Faults;

public abstract class ServerCrashTests(Backend backend)
{
    [Fact]
    public Task After_every_crash_each_acknowledged_command_is_there_exactly_once() => CrashAsync(rounds: 20);

    [Fact]
    public async Task After_every_crash_what_handlers_decided_is_there_exactly_once()
    {
        using var bundle = new ScratchFolder();
        Directory.CreateDirectory(bundle.File("handlers/orders"));
        await File.WriteAllTextAsync(
            bundle.File("handlers/orders/patch.js"), "export default (order, { body }) => { order.log.push(body[0].value) }",
            TestContext.Current.CancellationToken);

        await CrashAsync(rounds: 8, ("ARTIFACTS_DIR", bundle.Path));
    }

    async Task CrashAsync(int rounds, params (string Name, string? Value)[] settings)
    {
        var database = await backend.CreateDatabaseAsync();
        var ledger = new Ledger("t");

        for (var round = 0; round < rounds; round++)
        {
            await using var server = await ServerProcess.StartAsync(database, settings);
            await ledger.ResendAsync(server.Address);
            await using var load = await Load.StartAsync(ledger, targets: 4, writers: 32, server.Address);
            await load.ReachesAsync(Random.Shared.Next(100, 500));
            await server.KillAsync();
            await load.StopAsync();
        }

        await using (var server = await ServerProcess.StartAsync(database, settings))
        {
            await ledger.ResendAsync(server.Address);
            await ledger.ShouldBeJournaledAsync(server.Address);
            await server.TerminateAsync();
        }
        var (exitCode, output, errors) = await PatchlogProgram.RunAsync(database, "verify");
        exitCode.ShouldBe(0, output + errors);
    }
}

public sealed class ServerCrashTestsOnSqlite(SqliteBackend backend) : ServerCrashTests(backend);

public sealed class ServerCrashTestsOnPostgreSql(PostgresBackend backend) : ServerCrashTests(backend);
