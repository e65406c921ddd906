using System.Text.Json;
using Patchlog.Server.Tests.Harness;
using Shouldly;
using Xunit;

namespace Patchlog.Server.Tests.Bundles;

/// <summary>Writes that are only tried, over both wires.</summary>
public abstract class TrialCommandTests(Backend backend) : IAsyncLifetime
{
    static readonly (string Path, string Text)[] Bundle =
    [
        ("schemas/orders.json", """{ "properties": { "total": { "type": "number" } }, "x-unique": ["/number"] }"""),
        ("handlers/orders/ship.js", """
            export default (state, command, ctx) => {
              ctx.log('at', state.status);
              if (state.status !== 'open')
                ctx.reject('not-open', 'It is not open.', '/status');

              return [{ name: 'shipped', patch: { status: 'shipped' }, data: { by: 'ups' } }];
            }
            """),
    ];

    BundledServer? _server;

    Api Api => _server!.Api;

    public async ValueTask InitializeAsync() =>
        _server = await BundledServer.StartAsync(await backend.CreateDatabaseAsync(), Bundle);

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();

        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task What_a_handler_would_do_is_told_and_is_not_done()
    {
        await Api.Put("/orders/1", """{"status":"open","total":1.50}""");

        var trial = await Api.Post("/orders/1/commands/ship?dryRun=true", "{}").With("Idempotency-Key", "s-1");
        (trial.Status, trial.Header("Content-Type")).ShouldBe((200, "application/vnd.patchlog.trial+json"));
        trial.Text.ShouldBe(
            """
            {"type":"trial","commandId":"s-1","targetName":"orders","targetId":"1","version":2,"events":[{"name":"shipped",
            "type":"patch","version":2,"body":[{"op":"replace","path":"/status","value":"shipped"}],"data":{"by":"ups"}}],
            "document":{"id":"1","status":"shipped","total":1.50},"log":["at open"],"duplicate":false}
            """.ReplaceLineEndings(""));
        (await Api.Get("/orders/1")).Version.ShouldBe(1);
        (await Api.Get("/commands/s-1")).ShouldBeProblem(404, "command-not-found");

        (await Api.Post("/orders/1/commands/ship?dryRun=false", "{}").With("Idempotency-Key", "s-1")).Version.ShouldBe(2);
        var refused = (await Api.Post("/orders/1/commands/ship?dryRun=true", "{}")).Json;
        refused.At("rejection").TextAt("code").ShouldBe("rejected");
        refused.At("rejection/errors/0").TextAt("code").ShouldBe("not-open");
        refused.At("log/0").GetString().ShouldBe("at shipped");
        refused.TryGetProperty("events", out _).ShouldBeFalse();

        var again = (await Api.Post("/orders/1/commands/ship?dryRun=true", "{}").With("Idempotency-Key", "s-1")).Json;
        (again.At("duplicate").GetBoolean(), again.At("version").GetInt32()).ShouldBe((true, 2));
    }

    [Fact]
    public async Task Every_write_can_be_tried()
    {
        await Api.Put("/orders/2", """{"status":"open","number":7}""");

        (await TryAsync(Api.Post("/orders?dryRun=true", """{"id":"3"}"""))).At("events/0/type").GetString().ShouldBe("create");
        (await TryAsync(Api.Put("/orders/3?dryRun=true", "{}"))).At("version").GetInt32().ShouldBe(1);
        (await TryAsync(Api.Put("/orders/2?dryRun=true", """{"number":7}"""))).At("version").GetInt32().ShouldBe(2);
        (await TryAsync(Api.Merge("/orders/2?dryRun=true", """{"n":1}"""))).At("document/n").GetInt32().ShouldBe(1);
        (await TryAsync(Api.Delete("/orders/2?dryRun=true"))).At("document").ValueKind.ShouldBe(JsonValueKind.Null);
        (await CodeAsync(Api.Put("/orders/3?dryRun=true", """{"number":7}"""))).ShouldBe("not-unique");
        (await CodeAsync(Api.Put("/orders/3?dryRun=true", """{"total":"7"}"""))).ShouldBe("schema-violation");
        (await CodeAsync(Api.Delete("/orders/3?dryRun=true"))).ShouldBe("not-found");
        (await CodeAsync(Api.Merge("/orders/2?dryRun=true", "{}").With("If-Match", "\"9\""))).ShouldBe("precondition-failed");
        (await CodeAsync(Api.Post("/orders/commands/none?dryRun=true", "{}"))).ShouldBe("unknown-command");

        (await Api.Put("/orders/3?dryRun=yes", "{}")).ShouldBeProblem(400, "invalid-request");
        (await Api.Put("/orders/3?dryrun=true", "{}")).ShouldBeProblem(400, "invalid-request");
        (await Api.Merge("/orders/2?dryRun=true", "7")).ShouldBeProblem(400, "invalid-command");
        (await Api.Get("/orders/3")).ShouldBeProblem(404, "not-found");
        (await Api.Get("/events")).Json.GetProperty("items").GetArrayLength().ShouldBe(1);
    }

    [Fact]
    public async Task Raw_commands_and_frames_are_tried_too()
    {
        await Api.Put("/orders/4", """{"status":"open"}""");
        const string ship = """{"id":"r-1","type":"logic","name":"ship","tenant":"t","targetName":"orders","targetId":"4"}""";

        var one = await Api.Post("/commands?dryRun=true", ship);
        (one.Header("Content-Type"), one.Json.TextAt("type")).ShouldBe(("application/json", "trial"));
        var several = (await Api.Post("/commands?dryRun=true", $"[{ship},7]")).Json.GetProperty("results");
        (several[0].TextAt("type"), several[1].TextAt("type")).ShouldBe(("trial", "nack"));

        await using var socket = await WebSocketClient.ConnectAsync(_server!.Address);
        var trial = await socket.RequestAsync($$"""{"type":"command","id":"f","dryRun":true,"command":{{ship}}}""");
        (trial.TextAt("type"), trial.TextAt("id"), trial.At("document").TextAt("status")).ShouldBe(("trial", "f", "shipped"));
        var wrong = await socket.RequestAsync($$"""{"type":"command","id":"g","dryRun":1,"command":{{ship}}}""");
        wrong.At("problem").TextAt("code").ShouldBe("invalid-frame");
        (await socket.RequestAsync("""{"type":"command","id":"h","dryRun":true}""")).At("problem").TextAt("code")
            .ShouldBe("invalid-frame");

        var ack = await socket.RequestAsync($$"""{"type":"command","id":"i","dryRun":false,"command":{{ship}}}""");
        (ack.TextAt("type"), ack.At("duplicate").GetBoolean()).ShouldBe(("ack", false));
    }

    static async Task<JsonElement> TryAsync(Request request)
    {
        var answer = await request;
        answer.Status.ShouldBe(200, answer.Text);
        answer.Json.TextAt("type").ShouldBe("trial");

        return answer.Json;
    }

    static async Task<string?> CodeAsync(Request request) => (await TryAsync(request)).At("rejection").TextAt("code");
}

public sealed class TrialCommandTestsOnSqlite(SqliteBackend backend) : TrialCommandTests(backend);

public sealed class TrialCommandTestsOnPostgreSql(PostgresBackend backend) : TrialCommandTests(backend);
