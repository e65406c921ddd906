using Patchlog.Server.Tests.Harness;
using Patchlog.Testing;
using Shouldly;
using Xunit;

namespace Patchlog.Server.Tests.Faults;

public sealed class PostgresCrashTests
{
    const int Rounds = 10;

    [Fact]
    public async Task The_server_reconnects_by_itself_and_each_acknowledged_command_is_there_exactly_once()
    {
        await using var cluster = await PostgresCluster.StartAsync();
        var database = await cluster.CreateDatabaseAsync();
        await using var server = await ServerProcess.StartAsync(database, ("LOG_LEVEL", "fatal"));
        var ledger = new Ledger("t");

        for (var round = 0; round < Rounds; round++)
        {
            await using var load = await Load.StartAsync(ledger, targets: 4, writers: 32, server.Address);
            await load.ReachesAsync(Random.Shared.Next(100, 500));
            await cluster.KillAsync();
            await cluster.StartAgainAsync();
            await load.StopAsync();
        }

        await ledger.ShouldBeJournaledAsync(server.Address);
        (await new Api(server.Address).Get("/readyz")).ShouldBe(200);
        var (exitCode, output, errors) = await PatchlogProgram.RunAsync(database, "verify");
        exitCode.ShouldBe(0, output + errors);
    }

    [Fact]
    public async Task While_the_database_is_away_the_server_says_so_and_recovers()
    {
        await using var cluster = await PostgresCluster.StartAsync();
        await using var server = await ServerProcess.StartAsync(
            await cluster.CreateDatabaseAsync(), ("LOG_LEVEL", "fatal"));
        var api = new Api(server.Address);
        await api.Post("/v1/t/orders", """{"id":"42","total":1}""");
        (await api.Get("/v1/t/orders/42")).ShouldBe(200).Header("Patchlog-Stale").ShouldBeNull();

        await cluster.KillAsync();

        await Eventually.HoldsAsync(async () => (await api.Get("/readyz")).Status == 503);
        (await api.Get("/healthz")).ShouldBe(200);
        (await api.Put("/v1/t/orders/43", "{}")).ShouldBeProblem(503, "unavailable");
        (await api.Get("/v1/t/orders/43")).ShouldBeProblem(503, "unavailable");
        var cached = await api.Get("/v1/t/orders/42");
        if (cached.Status == 200) cached.Header("Patchlog-Stale").ShouldBe("true");
        else cached.ShouldBeProblem(503, "unavailable");

        await cluster.StartAgainAsync();

        await Eventually.HoldsAsync(async () => (await api.Get("/readyz")).Status == 200);
        var created = api.Put("/v1/t/orders/43", "{}").With("Idempotency-Key", Fresh.Id());
        await Eventually.HoldsAsync(async () => (await created).Status != 503);
        (await created).ShouldBe(201);
        await Eventually.HoldsAsync(async () =>
            await api.Get("/v1/t/orders/42") is { Status: 200 } current && current.Header("Patchlog-Stale") is null);
    }
}
