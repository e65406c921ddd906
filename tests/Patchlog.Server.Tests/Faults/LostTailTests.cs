using Patchlog.Server.Tests.Harness;
using Patchlog.Testing;
using Shouldly;
using Xunit;

namespace Patchlog.Server.Tests.Faults;

/// <summary>
/// The database loses the end of its journal under a running server, as after a failover to a standby that lagged
/// behind. Whatever the server knew of that end is void.
/// </summary>
public sealed class LostTailTests(PostgresBackend postgres)
{
    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    public async Task State_is_the_fold_of_the_journal_afterwards_and_positions_are_of_a_new_epoch(int grown)
    {
        var database = await postgres.CreateDatabaseAsync();
        await using var server = await ServerProcess.StartAsync(database, ("LOG_LEVEL", "fatal"));
        var api = new Api(server.Address, "/v1/t");
        (await api.Post("/orders", """{"id":"a","log":["kept"]}""")).ShouldBe(201);
        await using var client = await WebSocketClient.ConnectAsync(server.Address);
        await client.SendAsync("""{"type":"subscribe","id":"s","tenant":"t","after":"start"}""");
        var epoch = (await client.NextAsync("subscribed")).TextAt("epoch");
        foreach (var word in (string[])["x", "y", "z"])
            (await api.Patch("/orders/a", $$"""[{"op":"add","path":"/log/-","value":"{{word}}"}]""")).ShouldBe(200);

        await LoseAfterFirstAsync(database, grown);

        (await api.Patch("/orders/a", """[{"op":"add","path":"/log/-","value":"new"}]""")).ShouldBe(200);
        var log = (await api.Get("/orders/a")).Json.At("log").EnumerateArray().Select(word => word.GetString());
        log.ShouldBe(["kept", .. Enumerable.Range(0, grown).Select(i => $"other{i}"), "new"]);

        var end = await client.NextAsync("complete");
        end.At("problem/code").GetString().ShouldBe("epoch-changed");
        await Eventually.HoldsAsync(async () => await EpochAsync(server) != epoch);
        (await api.Get($"/events?after={epoch}.1")).ShouldBeProblem(410, "epoch-changed");

        (await server.TerminateAsync()).ShouldBe(0);
        (await PatchlogProgram.RunAsync(database, "verify")).ExitCode.ShouldBe(0);
    }

    static async Task<string?> EpochAsync(ServerProcess server)
    {
        await using var client = await WebSocketClient.ConnectAsync(server.Address);

        return (await client.NextAsync("welcome")).TextAt("epoch");
    }

    /// <summary>Goes back to the first event, and lets another server, which knew no other journal, write on.</summary>
    async Task LoseAfterFirstAsync(string database, int grown)
    {
        await postgres.Cluster.ExecuteAsync(
            database,
            """
            update patchlog.aggregates a set version = 1, updated_at = e.time, body = e.body
                from patchlog.events e where e.version = 1 and e.tenant = a.tenant and e.target_id = a.target_id;
            delete from patchlog.events where position > 1;
            """);
        if (grown == 0)
            return;

        await using var other = await ServerProcess.StartAsync(database);
        var api = new Api(other.Address, "/v1/t");
        foreach (var i in Enumerable.Range(0, grown))
            (await api.Patch("/orders/a", $$"""[{"op":"add","path":"/log/-","value":"other{{i}}"}]""")).ShouldBe(200);
    }
}
