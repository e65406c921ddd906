using Patchlog.Server.Tests.Harness;
using Shouldly;
using Xunit;

namespace Patchlog.Server.Tests.Bundles;

/// <summary>Commands that business rules of a bundle judge, over both wires.</summary>
public abstract class RuleCommandTests(Backend backend) : IAsyncLifetime
{
    static readonly (string Path, string Text)[] Bundle =
    [
        ("schemas/orders.json", """{ "properties": { "discount": { "maximum": 50 } } }"""),
        ("reads/orders.js", """
            export default (command, state) => {
              const customer = command.body?.customer ?? state.customer;

              return customer ? [{ targetName: 'customers', targetId: customer }] : [];
            }
            """),
        ("rules/orders.nools", """
            define Order { total: 0, discount: 0, customer: "" }
            define Customer { limit: 0, tier: "" }

            rule "vip discount" {
                when { o : Order o.total >= 100 && o.discount == 0; c : Customer c.tier == 'gold'; }
                then { modify(o, function () { this.discount = 10; }); emit('discounted', { by: 10 }); }
            }
            rule "credit limit" {
                when { o : Order; c : Customer o.total > c.limit; }
                then { reject('credit-limit', 'At most ' + c.limit + '.', '/total'); }
            }
            rule "no customer" {
                when { o : Order; cmd : Command cmd.type == 'create'; not(c : Customer); }
                then { reject('no-customer', 'Nobody orders.', '/customer'); }
            }
            rule "fail" {
                when { o : Order o.total == 13; }
                then { throw new Error('unlucky'); }
            }
            """),
        ("rules/_all.nools", """
            rule "kept" {
                when { c : Command c.type == 'delete'; b : Before b.isKept == true; }
                then { reject('kept', 'It is kept.'); }
            }
            """),
    ];

    BundledServer? _server;

    Api Api => _server!.Api;

    public async ValueTask InitializeAsync()
    {
        _server = await BundledServer.StartAsync(await backend.CreateDatabaseAsync(), Bundle);
        (await Api.Put("/customers/gold", """{"limit":500,"tier":"gold"}""")).ShouldBe(201);
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();

        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task An_order_is_amended_and_its_event_says_by_which_rules()
    {
        var created = await Api.Post("/orders", """{"id":"1","customer":"gold","total":120.50}""");

        created.ShouldBe(201);
        created.Text.ShouldBe("""{"id":"1","customer":"gold","total":120.50,"discount":10}""");
        var fact = (await Api.Get("/orders/1/events")).Json.At("items/0");
        fact.At("rules").GetRawText().ShouldBe("""["vip discount"]""");
        fact.At("data").GetRawText().ShouldBe("""{"discounted":[{"by":10}]}""");
        fact.At("asked").GetRawText().ShouldBe(
            """{"name":"aggregate-modification","type":"create","body":{"id":"1","customer":"gold","total":120.50}}""");
        fact.At("reads/0").TextAt("targetId").ShouldBe("gold");

        (await Api.Merge("/orders/1", """{"note":"x"}""")).ShouldBe(200);
        (await Api.Get("/orders/1/events")).Json.At("items/1").TryGetProperty("rules", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task An_order_is_refused_for_all_reasons_and_nothing_is_written()
    {
        await Api.Put("/orders/2", """{"customer":"gold","total":1}""");

        var problem = await Api.Merge("/orders/2", """{"total":501}""");

        problem.ShouldBeProblem(422, "rejected");
        problem.Json.At("errors/0").GetRawText().ShouldBe(
            """{"pointer":"/total","code":"credit-limit","detail":"At most 500."}""");
        (await Api.Post("/orders", """{"id":"3","total":1}""")).ShouldBeProblem(422, "rejected");
        (await Api.Get("/orders/2")).Version.ShouldBe(1);
        (await Api.Get("/orders/3")).ShouldBeProblem(404, "not-found");

        var failed = (await Api.Merge("/orders/2", """{"total":13}""")).ShouldBeProblem(500, "rule-failed");
        failed.TextAt("detail")!.ShouldStartWith("rules/orders.nools:18:");
    }

    [Fact]
    public async Task Rules_for_all_types_judge_deletions_of_any()
    {
        await Api.Put("/things/1", """{"isKept":true}""");
        await Api.Put("/things/2", """{"isKept":false}""");

        (await Api.Delete("/things/1")).ShouldBeProblem(422, "rejected");
        (await Api.Delete("/things/2")).ShouldBe(204);
        (await Api.Get("/things/1")).ShouldBe(200);
    }

    [Fact]
    public async Task A_trace_tells_which_rules_fired_on_which_facts_in_order()
    {
        var traced = await Api.Put("/orders/4", """{"customer":"gold","total":200}""").With("Prefer", "trace");

        (traced.Status, traced.Header("Content-Type"), traced.Header("Preference-Applied"))
            .ShouldBe((201, "application/vnd.patchlog.outcome+json", "trace"));
        (traced.Json.TextAt("type"), traced.Header("Location")).ShouldBe(("ack", "/v1/t/orders/4"));
        var trace = traced.Json.At("trace");
        trace.TextAt("schema").ShouldBe("satisfied");
        trace.At("reads/0").GetRawText().ShouldBe("""{"targetName":"customers","targetId":"gold","version":1}""");
        var rules = trace.At("rules/0");
        rules.At("facts").EnumerateArray().Select(fact => fact.TextAt("type")).ShouldBe(["Command", "Customer", "Order"]);
        var fired = rules.At("fired").EnumerateArray().ShouldHaveSingleItem();
        fired.GetRawText().ShouldBe(
            """
            {"rule":"vip discount","place":"rules/orders.nools:4","on":{"o":{"fact":3},"c":{"fact":2}},
            "changed":[{"fact":3,"patch":[{"op":"replace","path":"/discount","value":10}]}],
            "emitted":[{"name":"discounted","data":{"by":10}}]}
            """.ReplaceLineEndings(""));
        trace.At("rules/1").TextAt("file").ShouldBe("rules/_all.nools");

        var refused = await Api.Merge("/orders/4", """{"total":600}""").With("Prefer", "trace");
        refused.ShouldBeProblem(422, "rejected");
        refused.Json.At("trace/rules/0/fired/0/rejected/0").TextAt("code").ShouldBe("credit-limit");

        var deleted = await Api.Delete("/orders/4").With("Prefer", "trace");
        (deleted.Status, deleted.Json.At("trace/rules").GetArrayLength()).ShouldBe((200, 2));
    }

    [Fact]
    public async Task A_trial_tells_what_rules_would_do()
    {
        var trial = (await Api.Put("/orders/5?dryRun=true", """{"customer":"gold","total":200}""").With("Prefer", "trace"))
            .ShouldBe(200).Json;

        trial.At("document/discount").GetInt32().ShouldBe(10);
        trial.At("rules").GetRawText().ShouldBe("""["vip discount"]""");
        trial.At("trace/rules").GetArrayLength().ShouldBe(2);
        (await Api.Get("/orders/5")).ShouldBeProblem(404, "not-found");
    }

    [Fact]
    public async Task Frames_get_a_trace_by_the_context_of_their_command()
    {
        var command = new Envelopes("t");
        await using var client = await WebSocketClient.ConnectAsync(_server!.Address);

        var ack = await client.RequestAsync(Frames.Command("f-1", command.Create(
            """{"id":"6","customer":"gold","total":200}""", more: "\"context\":{\"trace\":true}")));
        ack.At("trace/rules/0/fired/0").TextAt("rule").ShouldBe("vip discount");

        var nack = await client.RequestAsync(Frames.Command("f-2", command.Patch(
            "6", """{"total":700}""", more: "\"context\":{\"trace\":true}")));
        nack.At("problem/trace/rules/0/fired/0").TextAt("rule").ShouldBe("credit limit");

        var plain = await client.RequestAsync(Frames.Command("f-3", command.Patch("6", """{"total":150}""")));
        plain.TryGetProperty("trace", out _).ShouldBeFalse();
    }
}

public sealed class RuleCommandTestsOnSqlite(SqliteBackend backend) : RuleCommandTests(backend);

public sealed class RuleCommandTestsOnPostgreSql(PostgresBackend backend) : RuleCommandTests(backend);
