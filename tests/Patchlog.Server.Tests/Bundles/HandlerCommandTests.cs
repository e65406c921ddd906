using Patchlog.Server.Tests.Harness;
using Shouldly;
using Xunit;

namespace Patchlog.Server.Tests.Bundles;

/// <summary>Commands that handlers of a bundle decide, over both wires.</summary>
public abstract class HandlerCommandTests(Backend backend) : IAsyncLifetime
{
    static readonly (string Path, string Text)[] Bundle =
    [
        ("schemas/orders.json", """{ "properties": { "carrier": { "enum": ["post", "ups"] } }, "x-unique": ["/number"] }"""),
        ("schemas/orders.ship.json", """{ "properties": { "carrier": { "type": "string" } }, "required": ["carrier"] }"""),
        ("handlers/orders/ship.js", """
            import { isOpen } from './_status.js';

            export default function (state, command, ctx) {
              if (!isOpen(state))
                ctx.reject('not-open', `The order ${state.id} is ${state.status}.`, '/body');

              state.status = 'shipped';
              state.carrier = command.body.carrier;
              state.shippedAt = ctx.now;
            }
            """),
        ("handlers/orders/_status.js", "export const isOpen = order => order.status === 'open';"),
        ("handlers/orders/place.js", """
            export default (state, { body }, ctx) => {
              Object.assign(state, body, { status: 'open' });
              return undefined;
            }
            """),
        ("handlers/orders/split.js", """
            export default state => [
              { name: 'halved', patch: { total: state.total / 2 }, data: { from: state.total } },
              { name: 'noted', data: 'half of it' },
            ]
            """),
        ("reads/orders.js", """
            export default (command, state) =>
              state.customer ? [{ targetName: 'customers', targetId: state.customer }] : [];
            """),
        ("handlers/orders/add-line.js", """
            export default (state, { body }, ctx) => {
              const [customer] = ctx.reads;
              if (customer?.isBlocked !== false)
                ctx.reject('customer-blocked', `Customer ${state.customer} buys nothing.`, '/customer');

              (state.lines ??= []).push(body);
            }
            """),
        ("handlers/orders/nothing.js", "export default () => {}"),
        ("handlers/orders/fail.js", "\nexport default () => { throw new Error('no stock') }"),
        ("handlers/orders/loop.js", "export default () => { for (;;); }"),
        ("handlers/orders/grow.js", "export default state => { state.a = state.b = 'x'.repeat(3000000) }"),
        ("handlers/notes/create.js", """
            export default (state, command, ctx) => {
              if (command.body.text === undefined)
                ctx.reject('no-text', 'A note has a text.', '/body/text');

              if (command.body.text !== '')
                Object.assign(state, command.body, { by: command.actor ?? 'nobody' });
            }
            """),
        ("handlers/notes/delete.js", "export default state => { state.isArchived = true }"),
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
    public async Task An_order_is_shipped_once()
    {
        await Api.Put("/orders/1", """{"status":"open","total":12.50,"big":9007199254740993}""");

        var shipped = await Api.Post("/orders/1/commands/ship", """{"carrier":"ups"}""");
        (shipped.Status, shipped.Version, shipped.Json.TextAt("status")).ShouldBe((200, 2, "shipped"));
        shipped.Text.ShouldContain("""
            "total":12.50,"big":9007199254740993
            """.Trim());

        var again = await Api.Post("/orders/1/commands/ship", """{"carrier":"ups"}""");
        var problem = again.ShouldBeProblem(422, "rejected");
        problem.TextAt("detail").ShouldBe("The order 1 is shipped.");
        problem.At("errors/0").TextAt("code").ShouldBe("not-open");
        problem.At("errors/0").TextAt("pointer").ShouldBe("/body");

        var events = (await Api.Get("/orders/1/events")).Json.GetProperty("items");
        events.GetArrayLength().ShouldBe(2);
        events[1].TextAt("name").ShouldBe("ship");
        events[1].At("body").GetArrayLength().ShouldBe(3);
    }

    [Fact]
    public async Task Arguments_and_results_are_held_to_their_schemas()
    {
        await Api.Put("/orders/2", """{"status":"open"}""");

        (await Api.Post("/orders/2/commands/ship", "{}")).ShouldBeProblem(422, "schema-violation");
        (await Api.Post("/orders/2/commands/ship", """{"carrier":"owl"}""")).ShouldBeProblem(422, "schema-violation");
        (await Api.Post("/orders/2/commands/grow", "{}")).ShouldBeProblem(422, "limit-exceeded");
        (await Api.Get("/orders/2")).Version.ShouldBe(1);
    }

    [Fact]
    public async Task A_command_without_a_target_gets_one_and_keeps_it()
    {
        var place = Api.Post("/orders/commands/place", """{"total":7}""")
            .With("Idempotency-Key", "place-1");

        var placed = await place;
        placed.Status.ShouldBe(201);
        var location = placed.Header("Location")!;
        location.ShouldBe($"/v1/t/orders/{placed.Json.TextAt("id")}");

        var again = await place;
        (again.Status, again.Header("Location"), again.Header("Patchlog-Duplicate")).ShouldBe((201, location, "true"));
        (await new Api(_server!.Address).Get(location)).Version.ShouldBe(1);
    }

    [Fact]
    public async Task A_handler_that_names_its_aggregate_creates_and_revives_and_changes_none()
    {
        const string place = "/orders/commands/place";

        (await Api.Post(place, """{"id":"named"}""")).Header("Location").ShouldBe("/v1/t/orders/named");
        (await Api.Post(place, """{"id":"named"}""")).ShouldBeProblem(409, "already-exists");

        await Api.Delete("/orders/named");
        (await Api.Post("/orders/named/commands/nothing", "{}")).ShouldBeProblem(410, "deleted");
        var revived = await Api.Post(place, """{"id":"named","number":5}""");
        (revived.Status, revived.Version).ShouldBe((201, 3));

        (await Api.Post(place, """{"id":"other","number":5}""")).ShouldBeProblem(409, "not-unique");
        (await Api.Post(place, """{"id":"search"}""")).ShouldBeProblem(500, "handler-failed");
        (await Api.Post("/orders/mine/commands/place", """{"id":"yours"}""")).ShouldBeProblem(500, "handler-failed");
    }

    [Fact]
    public async Task One_command_may_have_several_events_or_none()
    {
        await Api.Put("/orders/3", """{"total":8}""");

        var split = await Api.Post("/orders/3/commands/split", "{}");
        (split.Version, split.Text).ShouldBe((3, """{"id":"3","total":4}"""));
        var events = (await Api.Get("/orders/3/events")).Json.GetProperty("items");
        events.EnumerateArray().Select(one => one.TextAt("name")).ShouldBe(["created", "halved", "noted"]);
        events[1].At("data/from").GetInt32().ShouldBe(8);
        events[2].At("body").GetArrayLength().ShouldBe(0);
        (await Api.Get("/orders/3?version=2")).Text.ShouldBe("""{"id":"3","total":4}""");

        (await Api.Post("/orders/3/commands/nothing", "{}")).Version.ShouldBe(3);
        (await Api.Post("/orders/never/commands/nothing", "{}")).Status.ShouldBe(204);
        (await Api.Get("/orders/never")).ShouldBeProblem(404, "not-found");
    }

    [Fact]
    public async Task A_handler_that_fails_costs_its_own_command()
    {
        await Api.Put("/orders/4", """{"status":"open"}""");

        var failed = await Api.Post("/orders/4/commands/fail", "{}");
        var problem = failed.ShouldBeProblem(500, "handler-failed");
        problem.TextAt("detail").ShouldBe("handlers/orders/fail.js:2:30: no stock");
        problem.TextAt("applied").ShouldBe("no");
        (await Api.Post("/orders/4/commands/loop", "{}")).ShouldBeProblem(500, "handler-limit");

        (await Api.Post("/orders/4/commands/ship", """{"carrier":"post"}""")).Status.ShouldBe(200);
        (await Api.Post("/orders/4/commands/unheard-of", "{}")).ShouldBeProblem(404, "unknown-command");
    }

    [Fact]
    public async Task A_handler_may_decide_generic_commands()
    {
        var created = await Api.Post("/notes", """{"id":"n","text":"hello"}""");
        (created.Status, created.Json.TextAt("by")).ShouldBe((201, "nobody"));
        (await Api.Post("/notes", "{}")).ShouldBeProblem(422, "rejected");
        (await Api.Post("/notes", """{"text":""}""")).Status.ShouldBe(204);
        (await Api.Put("/notes/n", """{"text":"bye"}""")).ShouldBeProblem(404, "unknown-command");

        (await Api.Delete("/notes/n")).Status.ShouldBe(204);
        (await Api.Get("/notes/n")).Json.At("isArchived").GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public async Task An_event_says_what_it_rests_on_what_was_asked_and_when()
    {
        await Api.Put("/customers/c", """{"isBlocked":false}""");
        await Api.Put("/orders/6", """{"customer":"c","status":"open"}""");

        (await Api.Post("/orders/6/commands/add-line", """{"sku":"A-1"}""")).Version.ShouldBe(2);
        (await Api.Merge("/orders/6", """{"n":1}""")).Version.ShouldBe(3);
        await Api.Merge("/customers/c", """{"isBlocked":true}""");
        (await Api.Post("/orders/6/commands/add-line", """{"sku":"A-2"}""")).ShouldBeProblem(422, "rejected")
            .At("errors/0").TextAt("code").ShouldBe("customer-blocked");
        await Api.Delete("/customers/c");
        (await Api.Post("/orders/6/commands/add-line", """{"sku":"A-2"}""")).ShouldBeProblem(422, "rejected");
        (await Api.Patch("/orders/6", """[{"op":"add","path":"/n","value":2}]""")).Version.ShouldBe(4);

        var events = (await Api.Get("/orders/6/events")).Json.GetProperty("items");
        events[0].At("asked").TextAt("type").ShouldBe("put");
        events[0].TryGetProperty("reads", out _).ShouldBeFalse();
        events[1].At("reads").ToString().ShouldBe("""[{"targetName":"customers","targetId":"c","version":1}]""");
        events[1].At("asked").ToString().ShouldBe("""{"name":"add-line","type":"logic","body":{"sku":"A-1"}}""");
        events[2].At("reads").ToString().ShouldBe(events[1].At("reads").ToString());
        events[2].At("asked/body").GetRawText().ShouldBe("""{"n":1}""");
        events[3].TryGetProperty("asked", out _).ShouldBeFalse();
        foreach (var one in events.EnumerateArray())
            string.CompareOrdinal(one.TextAt("receivedAt"), one.TextAt("time")).ShouldBeLessThanOrEqualTo(0);

        var feed = (await Api.Get("/events?type=orders")).Json.GetProperty("items").EnumerateArray();
        feed.Select(one => one.ToString()).ShouldBe(
            events.EnumerateArray().Select(one => one.ToString()), ignoreOrder: false);
    }

    [Fact]
    public async Task Frames_get_the_same_outcomes()
    {
        await Api.Put("/orders/5", """{"status":"open"}""");
        await using var socket = await WebSocketClient.ConnectAsync(_server!.Address);
        const string ship = """
            {"type":"logic","id":"ID","name":"ship","tenant":"t","targetName":"orders","targetId":"5","body":{"carrier":"ups"}}
            """;

        var ack = await socket.RequestAsync(ship.Replace("ID", "s-1", StringComparison.Ordinal));
        (ack.TextAt("type"), ack.At("version").ToString()).ShouldBe(("ack", "2"));
        var nack = await socket.RequestAsync(ship.Replace("ID", "s-2", StringComparison.Ordinal));
        (nack.TextAt("type"), nack.At("problem").TextAt("code")).ShouldBe(("nack", "rejected"));
    }
}

public sealed class HandlerCommandTestsOnSqlite(SqliteBackend backend) : HandlerCommandTests(backend);

public sealed class HandlerCommandTestsOnPostgreSql(PostgresBackend backend) : HandlerCommandTests(backend);
