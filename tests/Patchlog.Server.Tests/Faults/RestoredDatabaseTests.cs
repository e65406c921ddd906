using Patchlog.Server.Tests.Harness;
using Patchlog.Testing;
using Shouldly;
using Xunit;

namespace Patchlog.Server.Tests.Faults;

/// <summary>
/// A dump that is restored into another cluster, where transaction ids begin anew: positions go on, and cursors of the
/// original are told apart.
/// </summary>
public sealed class RestoredDatabaseTests
{
    [Fact]
    public async Task A_restored_database_goes_on_at_its_positions_in_an_epoch_of_its_own()
    {
        await using var first = await PostgresCluster.StartAsync();
        await using var second = await PostgresCluster.StartAsync();
        var original = await first.CreateDatabaseAsync();
        string checkpoint;
        await using (var server = await ServerProcess.StartAsync(original))
        {
            var api = new Api(server.Address, "/v1/default");
            foreach (var id in (string[])["a", "b", "c"])
                (await api.Post("/orders", $$"""{"id":"{{id}}"}""")).ShouldBe(201);
            checkpoint = (await api.Get("/events?limit=2")).Json.TextAt("checkpoint")!;
        }

        await using var restored = await ServerProcess.StartAsync(await first.CopyAsync(original, second));
        var copy = new Api(restored.Address, "/v1/default");
        (await copy.Post("/orders", """{"id":"d"}""")).ShouldBe(201);

        (await copy.Get($"/events?after={checkpoint}")).ShouldBeProblem(410, "epoch-changed");
        (await copy.Get("/events?after=2")).Json.At("items").EnumerateArray().Select(item => item.TextAt("position"))
            .ShouldBe(["3", "4"]);
        await using var client = await WebSocketClient.ConnectAsync(restored.Address);
        await client.SendAsync("""{"type":"subscribe","id":"s","tenant":"default","after":"3"}""");
        (await client.NextAsync("events")).At("events/0/targetId").GetString().ShouldBe("d");
    }
}
