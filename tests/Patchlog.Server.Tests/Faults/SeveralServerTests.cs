using System.Text.Json.Nodes;
using Patchlog.Server.Tests.Harness;
using Shouldly;
using Xunit;

namespace Patchlog.Server.Tests.Faults;

/// <summary>Several servers share one PostgreSQL database.</summary>
public sealed class SeveralServerTests(PostgresBackend postgres) : IAsyncLifetime
{
    // What can only be done where the left server's command went before.
    const string AfterLeft = """[{"op":"test","path":"/by","value":"left"},{"op":"add","path":"/chained","value":1}]""";

    readonly Envelopes _command = new("t");
    string _database = "";
    ServerProcess? _left;
    ServerProcess? _right;

    Uri Left => _left!.Address;

    Uri Right => _right!.Address;

    public async ValueTask InitializeAsync()
    {
        _database = await postgres.CreateDatabaseAsync();
        _left = await ServerProcess.StartAsync(_database);
        _right = await ServerProcess.StartAsync(_database);
    }

    public async ValueTask DisposeAsync()
    {
        if (_left is not null) await _left.DisposeAsync();
        if (_right is not null) await _right.DisposeAsync();
    }

    [Fact]
    public async Task Sixteen_writers_on_four_hot_aggregates_lose_nothing()
    {
        var ledger = new Ledger("t");
        await using var load = await Load.StartAsync(ledger, targets: 4, writers: 8, Left, Right);
        var careful = Task.WhenAll(load.Targets.SelectMany(target => new[]
        {
            AppendCarefullyAsync(ledger, Left, target, times: 10),
            AppendCarefullyAsync(ledger, Right, target, times: 10),
        }));

        await load.ReachesAsync(1_000);
        await load.StopAsync();
        await careful;

        await ledger.ShouldBeJournaledAsync(Left);
        await ledger.ShouldBeJournaledAsync(Right);
    }

    [Fact]
    public async Task What_one_acknowledged_the_other_reads()
    {
        var (left, right) = (new Api(Left, "/v1/t"), new Api(Right, "/v1/t"));
        await left.Put("/orders/42", """{"total":0}""");

        for (var total = 1; total <= 50; total++)
        {
            var (writer, reader) = total % 2 == 0 ? (left, right) : (right, left);
            (await writer.Put("/orders/42", $$"""{"total":{{total}}}""")).ShouldBe(200);
            (await reader.Get("/orders/42")).Json.NumberAt("total").ShouldBe(total);
        }
    }

    [Fact]
    public async Task No_read_is_older_than_what_anybody_had_acknowledged_or_read_before_it()
    {
        var servers = new[] { new Api(Left, "/v1/t"), new Api(Right, "/v1/t") };
        string[] targets = ["/orders/a", "/orders/b", "/orders/c"];
        var known = new long[targets.Length];
        foreach (var target in targets) await servers[0].Put(target, """{"n":0}""");

        // Of each four one writes; where nobody does for a while, memory answers.
        await Task.WhenAll(Enumerable.Range(0, 8).Select(client => Task.Run(async () =>
        {
            var random = new Random(client);
            for (var i = 0; i < 150; i++)
            {
                var (api, target) = (servers[random.Next(2)], random.Next(targets.Length));
                var least = Volatile.Read(ref known[target]);
                var answer = client % 4 == 0
                    ? await api.Put(targets[target], $$"""{"n":{{(client * 1000) + i}}}""")
                    : await api.Get(targets[target]);
                answer.ShouldBe(200).Version.ShouldBeGreaterThanOrEqualTo(least);
                for (var seen = least; seen < answer.Version;)
                    seen = Interlocked.CompareExchange(ref known[target], answer.Version, seen);
            }
        })));
    }

    [Fact]
    public async Task A_cache_of_what_the_other_has_changed_decides_no_answer()
    {
        var (left, right) = (new Api(Left, "/v1/t"), new Api(Right, "/v1/t"));
        await left.Put("/orders/42", """{"total":1}""");
        await right.Put("/orders/42", """{"total":2}""");

        (await left.Put("/orders/42", """{"total":1}""")).ShouldBe(200).Version.ShouldBe(3);
        (await right.Delete("/orders/42")).ShouldBe(204);
        (await left.Merge("/orders/42", """{"total":4}""")).ShouldBeProblem(410, "deleted");
        (await left.Post("/orders", """{"id":"42"}""")).ShouldBe(201).Version.ShouldBe(5);
        (await right.Post("/orders", """{"id":"42"}""")).ShouldBeProblem(409, "already-exists");
        (await right.Patch("/orders/42", """[{"op":"test","path":"","value":{"id":"42"}}]""").IfMatch(5)).ShouldBe(200);
    }

    [Fact]
    public async Task A_command_that_one_has_carried_out_is_a_duplicate_for_the_other()
    {
        var (left, right) = (new Api(Left, "/v1/t"), new Api(Right, "/v1/t"));
        var create = (Api api) => api.Post("/orders", """{"id":"42"}""").With("Idempotency-Key", "create");

        (await create(left)).ShouldBe(201).IsDuplicate.ShouldBeFalse();

        (await create(right)).ShouldBe(201).IsDuplicate.ShouldBeTrue();
    }

    [Fact]
    public async Task A_command_chained_on_one_that_lost_is_decided_anew()
    {
        await using var left = await WebSocketClient.ConnectAsync(Left);
        var right = new Api(Right, "/v1/t");

        for (var round = 0; round < 20; round++)
        {
            await left.RequestAsync(Frames.Command($"create{round}", _command.Create($$"""{"id":"{{round}}"}""")));
            await right.Merge($"/orders/{round}", """{"by":"right"}""");

            // Version 2 is the very one that the first command would have made.
            var results = (await left.RequestAsync(Frames.Batch(
                $"batch{round}",
                _command.Patch($"{round}", """{"by":"left"}""", more: "\"targetVersion\":1"),
                _command.Patch($"{round}", AfterLeft),
                _command.Patch($"{round}", """{"free":true}""")))).At("results");

            results.At("0").ShouldBeNack(409, "version-conflict").NumberAt("currentVersion").ShouldBe(2);
            results.At("1").ShouldBeNack(422, "patch-failed");
            results.At("2").ShouldBeAck(version: 3);
            (await right.Get($"/orders/{round}")).ShouldBeJson($$"""{"id":"{{round}}","by":"right","free":true}""");
        }
    }

    [Fact]
    public async Task A_chained_command_rests_on_its_predecessor_or_not_at_all_whoever_wins_the_race()
    {
        await using var left = await WebSocketClient.ConnectAsync(Left);
        var right = new Api(Right, "/v1/t");
        var chained = 0;

        for (var round = 0; round < 40; round++)
        {
            await left.RequestAsync(Frames.Command($"create{round}", _command.Create($$"""{"id":"r{{round}}"}""")));
            var batch = left.RequestAsync(Frames.Batch(
                $"batch{round}",
                _command.Patch($"r{round}", """{"by":"left"}""", more: "\"targetVersion\":1"),
                _command.Patch($"r{round}", AfterLeft)));
            await right.Merge($"/orders/r{round}", """{"by":"right"}""");

            var second = (await batch).At("results/1");
            if (second.TextAt("type") == "nack")
            {
                second.ShouldBeNack(422, "patch-failed");
                continue;
            }
            chained++;
            var before = await right.Get($"/orders/r{round}?version={second.NumberAt("version") - 1}");
            before.Json.TextAt("by").ShouldBe("left");
        }

        TestContext.Current.SendDiagnosticMessage("{0} of 40 chained commands came through", chained);
    }

    [Fact]
    public async Task Five_servers_that_start_at_once_on_an_empty_database_all_serve()
    {
        var database = await postgres.CreateDatabaseAsync();

        var servers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => ServerProcess.StartAsync(database)));

        foreach (var server in servers)
        {
            await using (server)
                (await new Api(server.Address).Post("/v1/t/orders", "{}")).ShouldBe(201);
        }
    }

    /// <summary>Reads, changes and writes back on the version that it read, as careful clients do.</summary>
    static async Task AppendCarefullyAsync(Ledger ledger, Uri server, string target, int times)
    {
        var api = ledger.ApiOf(server);
        for (var done = 0; done < times; done++)
        {
            var id = Fresh.Id();
            while (true)
            {
                var read = await api.Get($"/orders/{target}");
                var document = JsonNode.Parse(read.Text)!;
                document["log"]!.AsArray().Add((JsonNode)id);
                var written = await api.Put($"/orders/{target}", document.ToJsonString())
                    .IfMatch(read.Version).With("Idempotency-Key", id);
                if (written.Status == 412) continue;

                ledger.Close(id, target, written.ShouldBe(200).Version, written.Header("Patchlog-Position")!);
                break;
            }
        }
    }
}
