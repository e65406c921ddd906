using Npgsql;
using Patchlog.Server.Tests.Harness;
using Shouldly;
using Xunit;

namespace Patchlog.Server.Tests.Bundles;

/// <summary>Commands of the past, decided again.</summary>
public sealed class ExplanationTests(PostgresBackend postgres, SqliteBackend sqlite)
{
    static readonly (string Path, string Text)[] Bundle =
    [
        ("reads/orders.js", """
            export default (command, state) => [{
              targetName: 'customers', targetId: command.body?.customer ?? state.customer ?? 'none' }]
            """),
        ("handlers/orders/place.js", """
            export default (state, { body }, ctx) => {
              Object.assign(state, body, { at: ctx.now, key: ctx.uuid() });
            }
            """),
        ("rules/orders.nools", """
            define Order { total: 0, discount: 0 }
            define Customer { percent: 0 }
            rule "discount" {
                when { o : Order o.discount == 0; c : Customer c.percent > 0; cmd : Command; }
                then { modify(o, function () { this.discount = c.percent; this.by = cmd.name; }); }
            }
            """),
    ];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Every_way_to_change_a_document_is_decided_again_alike_however_the_world_has_changed(bool isPostgres)
    {
        var database = await (isPostgres ? postgres.CreateDatabaseAsync() : sqlite.CreateDatabaseAsync());
        await using var server = await BundledServer.StartAsync(database, Bundle);
        await server.Api.Put("/customers/c", """{"percent":5}""");

        var ids = new List<string>();
        await SendAsync(server.Api.Post("/orders", """{"id":"1","customer":"c","total":1.50,"big":9007199254740993}"""));
        await SendAsync(server.Api.Post("/orders", """{"customer":"c"}"""));
        await SendAsync(server.Api.Put("/orders/1", """{"customer":"c","total":2}"""));
        await SendAsync(server.Api.Put("/orders/2", """{"customer":"c","total":2,"discount":1}"""));
        await SendAsync(server.Api.Merge("/orders/2", """{"total":3,"note":null}"""));
        await SendAsync(server.Api.Patch(
            "/orders/2", """[{"op":"test","path":"/total","value":3},{"op":"add","path":"/n","value":1}]"""));
        await SendAsync(server.Api.Merge("/orders/2", """{"discount":0}"""));
        await SendAsync(server.Api.Post("/orders/3/commands/place", """{"customer":"c"}"""));
        await SendAsync(server.Api.Post("/orders/commands/place", """{"customer":"nobody"}"""));
        await SendAsync(server.Api.Delete("/orders/2"));
        await SendAsync(server.Api.Put("/orders/2", """{"total":9}"""));
        await server.Api.Put("/customers/c", """{"percent":7}""");

        foreach (var id in ids)
        {
            var explained = (await server.Api.Get($"/commands/{id}?explain=true")).ShouldBe(200).Json;
            explained.At("agrees").GetBoolean().ShouldBeTrue(explained.GetRawText());
            explained.At("trace/rules/0").TextAt("file").ShouldBe("rules/orders.nools");
        }

        var first = (await server.Api.Get($"/commands/{ids[0]}?explain=true")).Json;
        first.At("reads/0/document/percent").GetInt32().ShouldBe(5);
        first.At("trace/rules/0/fired/0/changed/0/patch").GetRawText().ShouldContain("discount");
        first.At("events/0/rules").GetRawText().ShouldBe("""["discount"]""");

        async Task SendAsync(Request request)
        {
            ids.Add($"c-{ids.Count}");
            (await request.With("Idempotency-Key", ids[^1])).Status.ShouldBeInRange(200, 204);
        }
    }

    [Fact]
    public async Task What_changed_nothing_leaves_nothing_to_explain_and_what_never_was_is_not_found()
    {
        await using var server = await BundledServer.StartAsync(await sqlite.CreateDatabaseAsync(), Bundle);
        await server.Api.Put("/things/1", "{}");
        await server.Api.Put("/things/1", "{}").With("Idempotency-Key", "again");

        var explained = (await server.Api.Get("/commands/again?explain=true")).ShouldBe(200).Json;

        explained.TextAt("detail").ShouldBe("The command changed nothing, and left nothing to explain.");
        explained.At("events").GetArrayLength().ShouldBe(0);
        (await server.Api.Get("/commands/never?explain=true")).ShouldBeProblem(404, "command-not-found");
    }

    [Fact]
    public async Task What_was_journaled_otherwise_is_told_and_so_is_a_bundle_that_is_gone()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using var server = await BundledServer.StartAsync(database, Bundle);
        await server.Api.Put("/customers/c", """{"percent":5}""");
        await server.Api.Put("/orders/1", """{"customer":"c"}""").With("Idempotency-Key", "first");
        (await RunAsync("first")).ExitCode.ShouldBe(0);

        await ExecuteAsync("update patchlog.events set body = '{\"id\":\"1\"}' where command_id = 'first'");

        var explained = (await server.Api.Get("/commands/first?explain=true")).ShouldBe(200).Json;
        explained.At("agrees").GetBoolean().ShouldBeFalse();
        explained.At("differences/0").TextAt("place").ShouldBe("/events/0/body");
        var (exitCode, output, _) = await RunAsync("first");
        exitCode.ShouldBe(1);
        output.ShouldContain("differs: /events/0/body: journaled {\"id\":\"1\"}");
        output.ShouldContain("fired discount (rules/orders.nools:3)");

        await ExecuteAsync("update patchlog.events set bundle = 'sha256-none' where command_id = 'first'");
        (await server.Api.Get("/commands/first?explain=true")).ShouldBeProblem(422, "unexplainable");
        (await RunAsync("first")).ExitCode.ShouldBe(2);
        (await RunAsync("never")).ExitCode.ShouldBe(2);
        (await RunAsync("first", "--json")).ExitCode.ShouldBe(2);

        Task<(int ExitCode, string Output, string Errors)> RunAsync(params string[] arguments) =>
            PatchlogProgram.RunAsync(database, ["explain", .. arguments, "--tenant", "t"]);

        async Task ExecuteAsync(string statement)
        {
            await using var source = NpgsqlDataSource.Create(
                postgres.Cluster.ConnectionString(new Uri(database).AbsolutePath[1..]));
            await using var command = source.CreateCommand(statement);
            await command.ExecuteNonQueryAsync();
        }
    }
}
