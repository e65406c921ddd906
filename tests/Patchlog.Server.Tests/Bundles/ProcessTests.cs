using Patchlog.Server.Tests.Harness;
using Shouldly;
using Xunit;

namespace Patchlog.Server.Tests.Bundles;

/// <summary>Processes of a bundle, over both wires.</summary>
public abstract class ProcessTests(Backend backend) : IAsyncLifetime
{
    const string Approval =
        """
        {
          "id": "approval",
          "initial": "waiting",
          "context": { "by": null },
          "states": {
            "waiting": {
              "tags": "open",
              "after": { "P7D": "expired" },
              "on": {
                "break": { "guard": "nobody.knows", "target": "expired" },
                "approve": { "target": "approved", "actions":
                  { "type": "assign", "assignment": { "by": "event.data?.by ?? null" } } }
              }
            },
            "approved": {
              "entry": { "type": "emit", "event": "granted", "data": { "by": "context.by" } },
              "type": "final"
            },
            "expired": { "type": "final" }
          }
        }
        """;

    BundledServer? _server;

    Api Api => _server!.Api;

    public async ValueTask InitializeAsync() => _server = await BundledServer.StartAsync(
        await backend.CreateDatabaseAsync(), [("processes/approval.json", Approval)]);

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();

        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task An_instance_is_started_fed_and_seen()
    {
        var started = await Api.Post("/processes/approval", """{"start":{}}""");
        started.ShouldBe(201);
        started.Json.GetProperty("process").ToString().ShouldBe(
            """{"taken":true,"status":"active","states":["waiting"],"accepts":["approve","break"]}""");
        var path = started.Location["/v1/t".Length..];

        var seen = (await Api.Get(path)).ShouldBe(200).Json;
        seen.GetProperty("timers").GetArrayLength().ShouldBe(1);
        seen.GetProperty("document").GetProperty("status").GetString().ShouldBe("active");

        var taken = (await Api.Post(path, """{"event":"approve","data":{"by":"ann"}}""")).ShouldBe(200).Json;
        taken.GetProperty("process").GetProperty("status").GetString().ShouldBe("done");
        taken.GetProperty("events").EnumerateArray().Select(one => one.GetProperty("name").GetString())
            .ShouldBe(["granted", "completed"]);

        (await Api.Post(path, """{"event":"approve"}""")).ShouldBe(200)
            .Json.GetProperty("process").GetProperty("taken").GetBoolean().ShouldBeFalse();
    }

    [Fact]
    public async Task A_repeated_command_has_no_second_effect()
    {
        foreach (var isFirst in (bool[])[true, false])
        {
            var answer = await Api.Post("/processes/approval/1", """{"start":{}}""").With("Idempotency-Key", "start-1");
            answer.ShouldBe(201).IsDuplicate.ShouldBe(!isFirst);
        }

        (await Api.Post("/processes/approval/1", """{"start":{}}""")).ShouldBeProblem(409, "already-exists");
    }

    [Fact]
    public async Task Instances_are_found_by_state_and_age()
    {
        foreach (var id in (string[])["1", "2"])
            (await Api.Post($"/processes/approval/{id}", """{"start":{}}""")).ShouldBe(201);

        (await Api.Post("/processes/approval/2", """{"event":"approve"}""")).ShouldBe(200);

        (await IdsAsync("filter[states][contains]=waiting")).ShouldBe(["1"]);
        (await IdsAsync("filter[status]=done")).ShouldBe(["2"]);
        (await IdsAsync("filter[startedAt][lt]=2020-01-01")).ShouldBeEmpty();
        (await IdsAsync("filter[stuck][exists]=true")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Nobody_writes_the_document_of_an_instance_and_everybody_reads_it()
    {
        (await Api.Post("/processes/approval/1", """{"start":{}}""")).ShouldBe(201);

        (await Api.Get("/process.approval/1")).ShouldBe(200);
        (await Api.Get("/process.approval/1/events")).ShouldBe(200);
        (await Api.Get("/events?type=process.approval")).ShouldBe(200);
        (await Api.Put("/process.approval/1", "{}")).ShouldBeProblem(400, "invalid-request");
        (await Api.Merge("/process.approval/1", "{}")).ShouldBeProblem(400, "invalid-request");
        (await Api.Delete("/process.approval/1")).ShouldBeProblem(400, "invalid-request");
        (await Api.Post("/process.approval", "{}")).ShouldBeProblem(400, "invalid-request");
        (await Api.Post(
            "/commands", """{"type":"delete","tenant":"t","targetName":"process.approval","targetId":"1"}"""))
            .ShouldBeProblem(400, "invalid-command");
    }

    [Fact]
    public async Task An_instance_is_cancelled_by_DELETE()
    {
        (await Api.Post("/processes/approval/1", """{"start":{}}""")).ShouldBe(201);
        (await Api.Delete("/processes/approval/1")).ShouldBe(200)
            .Json.GetProperty("process").GetProperty("status").GetString().ShouldBe("cancelled");
        (await Api.Get("/processes/approval/1")).Json.GetProperty("timers").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task A_guard_that_throws_is_told_with_its_place_and_changes_nothing()
    {
        (await Api.Post("/processes/approval/1", """{"start":{}}""")).ShouldBe(201);
        (await Api.Post("/processes/approval/1", """{"event":"break"}""")).ShouldBeProblem(500, "process-failed")
            .GetProperty("detail").GetString()!.ShouldStartWith("processes/approval.json:");
        (await Api.Get("/processes/approval/1")).Json.GetProperty("version").GetInt32().ShouldBe(1);
    }

    [Fact]
    public async Task A_trial_of_an_event_writes_nothing()
    {
        (await Api.Post("/processes/approval/1", """{"start":{}}""")).ShouldBe(201);
        (await Api.Post("/processes/approval/1?dryRun=true", """{"event":"approve"}""")).ShouldBe(200);
        (await Api.Get("/processes/approval/1")).Json.GetProperty("version").GetInt32().ShouldBe(1);
    }

    [Fact]
    public async Task A_process_is_drawn_and_its_active_states_are_marked()
    {
        (await Api.Post("/processes/approval/1", """{"start":{}}""")).ShouldBe(201);
        var drawn = (await Api.Get("/processes/approval/diagram.svg?id=1").With("Accept", "image/svg+xml")).ShouldBe(200);
        drawn.Header("Content-Type")!.ShouldStartWith("image/svg+xml");
        drawn.Text.ShouldContain("waiting");

        var text = (await Api.Get("/processes/approval/diagram.mmd").With("Accept", "text/plain")).ShouldBe(200);
        text.Text.ShouldStartWith("stateDiagram-v2");
    }

    [Fact]
    public async Task A_transition_is_explained()
    {
        (await Api.Post("/processes/approval/1", """{"start":{}}""")).ShouldBe(201);
        (await Api.Post("/processes/approval/1", """{"event":"approve","data":{"by":"ann"}}""")
            .With("Idempotency-Key", "approve-1")).ShouldBe(200);

        var explained = (await Api.Get("/commands/approve-1?explain=true")).ShouldBe(200).Json;
        explained.GetProperty("agrees").GetBoolean().ShouldBeTrue(explained.ToString());
    }

    [Fact]
    public async Task A_WebSocket_starts_an_instance_and_hears_of_it()
    {
        await using var client = await WebSocketClient.ConnectAsync(_server!.Address);
        await client.RequestAsync("""{"type":"subscribe","id":"s","tenant":"t","targetName":"process.approval"}""");
        var answer = await client.RequestAsync(
            """
            {"type":"orchestration","id":"o","tenant":"t","targetName":"approval","targetId":"9","body":{"start":{}}}
            """);

        answer.GetProperty("process").GetProperty("status").GetString().ShouldBe("active");
        (await client.NextAsync("events")).GetProperty("events")[0].GetProperty("name").GetString().ShouldBe("started");
    }

    async Task<List<string?>> IdsAsync(string query)
    {
        var page = (await Api.Get($"/processes/approval?{query}")).ShouldBe(200).Json;
        return [.. page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetString())];
    }
}

public sealed class ProcessTestsOnSqlite(SqliteBackend backend) : ProcessTests(backend);

public sealed class ProcessTestsOnPostgreSql(PostgresBackend backend) : ProcessTests(backend);
