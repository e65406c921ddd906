using System.Text;
using System.Text.Json;
using Patchlog.Server.Tests.Harness;
using Patchlog.Testing;
using Shouldly;
using Xunit;

namespace Patchlog.Server.Tests.Faults;

/// <summary>
/// The connection to PostgreSQL breaks after a commit and before its answer: the server cannot know what became of the
/// command, and must neither claim to nor do it twice.
/// </summary>
public sealed class UnknownOutcomeTests(PostgresBackend postgres)
{
    // PostgreSQL's ReadyForQuery outside a transaction (protocol 3, "Message Formats"): the end of a commit's answer.
    static readonly byte[] Committed = [(byte)'Z', 0, 0, 0, 5, (byte)'I'];

    const string Reservation =
        """
        {
          "id": "reservation",
          "start": { "on": "orders.created", "key": "event.targetId" },
          "initial": "reserving",
          "states": {
            "reserving": {
              "invoke": {
                "id": "reserve",
                "command": { "type": "create", "targetName": "reservations", "targetId": "self.id", "body": {} },
                "onDone": "reserved", "onError": "refused"
              }
            },
            "reserved": { "type": "final" },
            "refused": { "type": "final" }
          }
        }
        """;

    readonly Envelopes _command = new("t");

    [Fact]
    public async Task A_command_whose_answer_was_lost_has_one_effect_however_often_it_is_sent()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using var network = TcpProxy.Start(postgres.Cluster.Port);
        await using var server = await ServerProcess.StartAsync(Through(network, database), ("LOG_LEVEL", "fatal"));
        await using var client = await WebSocketClient.ConnectAsync(server.Address);
        var api = new Api(server.Address, "/v1/t");
        await client.RequestAsync(Frames.Command("create", _command.Create("""{"id":"42","log":[]}""")));

        const int rounds = 10;
        for (var round = 1; round <= rounds; round++)
        {
            var id = Fresh.Id();
            var command = _command.Log("42", id, id);
            var cut = network.CutAtAnswer(Encoding.UTF8.GetBytes(id), Committed);

            var first = await client.RequestAsync(Frames.Command($"{round}-first", command));
            await Eventually.EndsAsync(cut);
            var last = await InsistAsync(client, $"{round}", command);

            if (first.TextAt("type") == "nack") first.ShouldBeNack(503, "outcome-unknown");
            last.ShouldBeAck(version: round + 1).At("duplicate").GetBoolean().ShouldBeTrue();
            (await api.Get("/orders/42")).Json.At("log").GetArrayLength().ShouldBe(round);
        }
        (await api.Get("/orders/42/events")).Json.At("items").GetArrayLength().ShouldBe(rounds + 1);
    }

    [Fact]
    public async Task While_nothing_can_be_looked_up_the_outcome_is_unknown_and_can_be_asked_for_later()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using var network = TcpProxy.Start(postgres.Cluster.Port);
        await using var server = await ServerProcess.StartAsync(Through(network, database), ("LOG_LEVEL", "fatal"));
        var api = new Api(server.Address, "/v1/t");
        (await api.Post("/orders", """{"id":"42","total":1}""")).ShouldBe(201);
        var id = Fresh.Id();
        var patch = api.Merge("/orders/42", """{"total":2}""").With("Idempotency-Key", id);

        var cut = network.CutAtAnswer(Encoding.UTF8.GetBytes(id), Committed);
        network.IsRefusing = true;
        var answer = await patch;
        await Eventually.EndsAsync(cut);

        answer.ShouldBeProblem(503, "outcome-unknown").TextAt("commandId").ShouldBe(id);

        network.IsRefusing = false;
        await Eventually.HoldsAsync(async () => (await api.Get($"/commands/{id}")).Status == 200);
        (await api.Get($"/commands/{id}")).Json.ShouldBeAck(version: 2);
        (await patch).ShouldBe(200).IsDuplicate.ShouldBeTrue();
        (await api.Get("/orders/42/events")).Json.At("items").GetArrayLength().ShouldBe(2);
    }

    [Fact]
    public async Task A_command_that_never_reached_the_database_is_not_applied()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using var network = TcpProxy.Start(postgres.Cluster.Port);
        await using var server = await ServerProcess.StartAsync(Through(network, database), ("LOG_LEVEL", "fatal"));
        var api = new Api(server.Address, "/v1/t");
        (await api.Post("/orders", """{"id":"42"}""")).ShouldBe(201);

        network.IsRefusing = true;
        network.Cut();
        await Eventually.HoldsAsync(async () => (await new Api(server.Address).Get("/readyz")).Status == 503);

        (await api.Post("/orders", """{"id":"43"}""")).ShouldBeProblem(503, "unavailable");

        network.IsRefusing = false;
        await Eventually.HoldsAsync(async () => (await api.Get("/orders/43")).Status == 404);
        var created = api.Post("/orders", """{"id":"43"}""").With("Idempotency-Key", Fresh.Id());
        await Eventually.HoldsAsync(async () => (await created).Status != 503);
        (await created).ShouldBe(201);
    }

    [Fact]
    public async Task A_process_whose_commits_are_answered_by_nobody_does_each_thing_once()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using var network = TcpProxy.Start(postgres.Cluster.Port);
        await using var server = await BundledServer.StartAsync(
            Through(network, database), [("processes/reservation.json", Reservation)]);

        for (var round = 0; round < 5; round++)
        {
            // Its instance, the command that it issues and that command's answer all name it.
            var id = Fresh.Id();
            var cuts = CutAsync(network, id, count: 4);
            await server.Api.Post("/orders", $$"""{"id":"{{id}}"}""").With("Idempotency-Key", Fresh.Id());

            await Eventually.HoldsAsync(async () => await server.Api.Get($"/processes/reservation/{id}") is
            { Status: 200, Json: var seen } && seen.At("document/status").GetString() == "done");
            network.CutNoMore();
            (await cuts).ShouldBeGreaterThan(1);

            (await NamesAsync(server.Api, $"/process.reservation/{id}")).ShouldBe(["started", "completed"]);
            (await NamesAsync(server.Api, $"/reservations/{id}")).ShouldBe(["created"]);
        }
    }

    [Fact]
    public async Task A_slow_network_slows_commands_and_harms_none()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using var network = TcpProxy.Start(postgres.Cluster.Port);
        await using var server = await ServerProcess.StartAsync(Through(network, database));
        var ledger = new Ledger("t");
        await using var load = await Load.StartAsync(ledger, targets: 4, writers: 32, server.Address);

        network.Delay = TimeSpan.FromMilliseconds(50);
        await load.ReachesAsync(500);
        network.Delay = TimeSpan.Zero;
        await load.StopAsync();

        await ledger.ShouldBeJournaledAsync(server.Address);
    }

    string Through(TcpProxy network, string databaseUrl) =>
        databaseUrl.Replace($":{postgres.Cluster.Port}/", $":{network.Port}/", StringComparison.Ordinal);

    /// <summary>Cuts a connection at the answers of so many requests that contain a text; says how often it did.</summary>
    static async Task<int> CutAsync(TcpProxy network, string text, int count)
    {
        for (var done = 0; done < count; done++)
        {
            if (!await network.CutAtAnswer(Encoding.UTF8.GetBytes(text), Committed))
                return done;
        }

        return count;
    }

    static async Task<string?[]> NamesAsync(Api api, string path) =>
    [
        .. (await api.Get($"{path}/events")).ShouldBe(200).Json.At("items").EnumerateArray()
            .Select(one => one.TextAt("name")),
    ];

    static async Task<JsonElement> InsistAsync(WebSocketClient client, string id, string command)
    {
        var answer = default(JsonElement);
        var attempt = 0;
        await Eventually.HoldsAsync(async () =>
        {
            answer = await client.RequestAsync(Frames.Command($"{id}-{attempt++}", command));
            return answer.TextAt("type") == "ack";
        });
        return answer;
    }
}
