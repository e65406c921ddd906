using Patchlog.Server.Tests.Harness;
using Shouldly;
using Xunit;

namespace Patchlog.Server.Tests.Faults;

/// <summary>Whoever may connect to the database may notify: what that says is not believed.</summary>
public sealed class FalseNotificationTests(PostgresBackend postgres)
{
    const string Subscribe = """{"type":"subscribe","id":"s","tenant":"t","after":"start"}""";

    [Fact]
    public async Task A_position_that_is_only_said_is_neither_told_nor_skipped_nor_acknowledged()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using var reading = await ServerProcess.StartAsync(database);
        await using var writing = await ServerProcess.StartAsync(database);
        var api = new Api(writing.Address, "/v1/t");
        (await api.Post("/orders", """{"id":"a0"}""")).ShouldBe(201);
        await using var client = await WebSocketClient.ConnectAsync(reading.Address);
        await client.SendAsync("""{"type":"subscribe","id":"w","name":"work","tenant":"t","after":"start"}""");
        await client.NextAsync("caughtUp");

        await NotifyAsync(database, "t:100000", "t:-1", "t:", ":", "nonsense", "t:99999999999999999999");
        await using var other = await WebSocketClient.ConnectAsync(reading.Address);
        await other.SendAsync(Subscribe);
        (await other.NextAsync("caughtUp")).TextAt("position").ShouldBe("1");
        (await client.RequestAsync("""{"type":"commit","id":"w","position":"100000"}"""))
            .At("problem/code").GetString().ShouldBe("position-beyond-head");

        foreach (var id in (string[])["a1", "a2"])
            (await api.Post("/orders", $$"""{"id":"{{id}}"}""")).ShouldBe(201);

        List<string?> seen = [];
        while (seen.Count < 2)
            if (await other.NextAsync() is var frame && frame.TextAt("type") == "events")
                seen.AddRange(frame.At("events").EnumerateArray().Select(item => item.TextAt("position")));
            else
                long.Parse(frame.TextAt("position")!).ShouldBeLessThanOrEqualTo(3);
        seen.ShouldBe(["2", "3"]);
    }

    async Task NotifyAsync(string database, params string[] messages)
    {
        foreach (var message in messages)
            await postgres.Cluster.ExecuteAsync(database, $"select pg_notify('patchlog', '{message}')");
    }
}
