using Patchlog.Server.Tests.Harness;
using Shouldly;
using Xunit;

namespace Patchlog.Server.Tests.CommandLine;

/// <summary><c>patchlog subscription</c>: lists durable subscriptions and drops them.</summary>
public sealed class SubscriptionVerbTests(SqliteBackend sqlite, PostgresBackend postgres)
{
    const string Subscribe =
        """{"type":"subscribe","id":"s","tenant":"t","targetName":"orders","name":"of-orders","after":"start"}""";

    const string Commit = """{"type":"commit","id":"s","position":"2"}""";

    [Fact]
    public async Task Durable_subscriptions_are_listed_and_dropped_while_a_worker_works_which_is_told()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using var server = await ServerProcess.StartAsync(database);
        await using var client = await WorkAsync(server);

        (await PatchlogProgram.RunAsync(database, "subscription", "list")).Output
            .ShouldBe("t of-orders: acknowledged to 2, 1 worker, follows orders");
        (await PatchlogProgram.RunAsync(database, "subscription", "list", "other")).Output.ShouldBeEmpty();
        (await PatchlogProgram.RunAsync(database, "subscription", "drop", "t", "of-orders"))
            .ShouldBe((0, "t of-orders: dropped", ""));

        // Its commit is refused and its subscription ends, whichever comes first.
        await client.SendAsync(Commit);
        var told = new[] { await client.NextAsync(), await client.NextAsync() };
        told.Select(frame => frame.TextAt("type")).ShouldBe(["nack", "complete"], ignoreOrder: true);
        told.ShouldAllBe(frame => frame.TextAt("problem/code") == "subscription-lost");
        (await PatchlogProgram.RunAsync(database, "subscription", "list")).Output.ShouldBeEmpty();
        (await PatchlogProgram.RunAsync(database, "subscription", "drop", "t", "of-orders"))
            .ShouldBe((2, "t of-orders: there is no such subscription", ""));
        await client.SendAsync(Subscribe);
        (await client.NextAsync("subscribed")).TextAt("position").ShouldBe("0");
    }

    [Fact]
    public async Task On_sqlite_durable_subscriptions_are_listed_and_dropped_while_no_server_has_the_file()
    {
        var database = await sqlite.CreateDatabaseAsync();
        await using (var server = await ServerProcess.StartAsync(database))
        {
            await using var client = await WorkAsync(server);
            foreach (var verb in (string[][])[["list"], ["drop", "t", "of-orders"]])
            {
                var (exitCode, _, errors) = await PatchlogProgram.RunAsync(database, ["subscription", .. verb]);
                exitCode.ShouldBe(1);
                errors.ShouldContain("belongs to another Patchlog process");
            }
            await client.SendAsync("""{"type":"unsubscribe","id":"s"}""");
            await client.NextAsync("complete");
        }

        (await PatchlogProgram.RunAsync(database, "subscription", "list", "t"))
            .ShouldBe((0, "t of-orders: acknowledged to 2, 0 workers, follows orders", ""));
        (await PatchlogProgram.RunAsync(database, "subscription", "drop", "t", "of-orders")).ExitCode.ShouldBe(0);
        (await PatchlogProgram.RunAsync(database, "subscription", "list")).Output.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_durable_subscription_that_can_t_be_read_is_shown_and_hides_no_other()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using var server = await ServerProcess.StartAsync(database);
        await using var client = await WorkAsync(server);
        await postgres.Cluster.ExecuteAsync(
            database,
            """insert into patchlog.durable_subscriptions (tenant, name, revision, document) values ('t', 'broken', 1, '{"n":1}')""");

        var (exitCode, output, _) = await PatchlogProgram.RunAsync(database, "subscription", "list");

        exitCode.ShouldBe(2);
        output.Split('\n').Select(line => line.Split(' ')[1]).ShouldBe(["broken:", "of-orders:"]);
        output.ShouldContain("t broken: damaged");
        (await PatchlogProgram.RunAsync(database, "subscription", "drop", "t", "broken")).ExitCode.ShouldBe(0);
        (await PatchlogProgram.RunAsync(database, "subscription", "list")).ExitCode.ShouldBe(0);
    }

    [Theory]
    [InlineData("list", "no tenant")]
    [InlineData("drop", "no tenant", "work")]
    [InlineData("drop", "t", "no name")]
    public async Task A_text_that_is_no_tenant_or_no_name_is_refused(params string[] arguments)
    {
        var (exitCode, _, errors) = await PatchlogProgram.RunAsync(postgres.DatabaseUrl, ["subscription", .. arguments]);

        exitCode.ShouldBe(1);
        errors.ShouldStartWith("patchlog: ");
    }

    /// <summary>A worker that was sent three events, and has acknowledged two.</summary>
    static async Task<WebSocketClient> WorkAsync(ServerProcess server)
    {
        var api = new Api(server.Address, "/v1/t");
        foreach (var id in "abc")
            (await api.Post("/orders", $$"""{"id":"{{id}}"}""")).ShouldBe(201);
        var client = await WebSocketClient.ConnectAsync(server.Address);
        await client.SendAsync(Subscribe);
        await client.NextAsync("caughtUp");
        (await client.RequestAsync(Commit)).TextAt("type").ShouldBe("committed");
        return client;
    }
}
