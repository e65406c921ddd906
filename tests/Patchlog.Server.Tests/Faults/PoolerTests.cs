using System.Text.Json;
using Patchlog.Server.Tests.Harness;
using Patchlog.Testing;
using Shouldly;
using Xunit;

namespace Patchlog.Server.Tests.Faults;

/// <summary>PgBouncer stands between the servers and PostgreSQL, and gives each transaction another session.</summary>
public sealed class PoolerTests(PostgresBackend postgres)
{
    // Starts with an order, reserves by a command, and ends by a timer.
    const string Reminder =
        """
        {
          "id": "reminder",
          "start": { "on": "orders.created", "key": "event.targetId" },
          "initial": "reserving",
          "states": {
            "reserving": {
              "invoke": {
                "id": "reserve",
                "command": { "type": "create", "targetName": "reservations", "targetId": "self.id", "body": {} },
                "onDone": "waiting", "onError": "failed"
              }
            },
            "waiting": { "after": { "PT1S": "reminded" } },
            "reminded": { "type": "final" },
            "failed": { "type": "final" }
          }
        }
        """;

    [Fact]
    public async Task Two_servers_write_query_and_follow_each_other()
    {
        await using var bouncer = await PgBouncer.StartAsync(postgres.Cluster);
        var database = Through(bouncer, await postgres.CreateDatabaseAsync());
        await using var left = await ServerProcess.StartAsync(database);
        await using var right = await ServerProcess.StartAsync(database);
        await using var follower = await WebSocketClient.ConnectAsync(right.Address);
        await follower.SendAsync("""{"type":"subscribe","id":"s","tenant":"t","after":"start"}""");
        await follower.NextAsync("caughtUp");

        var ledger = new Ledger("t");
        await using var load = await Load.StartAsync(ledger, targets: 8, writers: 16, left.Address, right.Address);
        var api = new Api(right.Address, "/v1/t");
        for (var query = 0; query < 20; query++)
            (await api.Get("/orders?filter[log][exists]=true&sort=-$updatedAt&limit=3")).ShouldBe(200)
                .Json.At("items").GetArrayLength().ShouldBe(3);

        await load.ReachesAsync(400);
        await load.StopAsync();

        await ledger.ShouldBeJournaledAsync(left.Address);
        (await new Api(left.Address, "/v1/t").Put("/orders/last", "{}")).ShouldBe(201);
        JsonElement last;
        do last = (await follower.NextAsync("events")).At("events").EnumerateArray().Last();
        while (last.TextAt("targetId") != "last");
    }

    [Fact]
    public async Task Processes_run_and_the_verbs_of_operators_work()
    {
        await using var bouncer = await PgBouncer.StartAsync(postgres.Cluster);
        var database = Through(bouncer, await postgres.CreateDatabaseAsync());
        await using var server = await BundledServer.StartAsync(database, [("processes/reminder.json", Reminder)]);
        string[] ids = [.. Enumerable.Range(0, 20).Select(number => $"o{number}")];
        await Task.WhenAll(ids.Select(id => server.Api.Post("/orders", $$"""{"id":"{{id}}","number":"{{id}}"}""").SendAsync()));

        foreach (var id in ids)
            await Eventually.HoldsAsync(async () =>
                (await server.Api.Get($"/processes/reminder/{id}")) is { Status: 200 } seen
                && seen.Json.At("document/states/0").GetString() == "reminded");

        foreach (string[] verb in (string[][])
            [
                ["index", "create", "orders", "/number"], ["unique", "declare", "orders", "/number"], ["verify"],
                ["rebuild"], ["index", "drop", "orders", "/number"], ["migrate"], ["epoch", "--renew"],
            ])
        {
            var (exitCode, output, errors) = await PatchlogProgram.RunAsync(database, verb);
            exitCode.ShouldBe(0, $"{string.Join(' ', verb)}: {output} {errors}");
        }

        (await server.Api.Post("/orders", """{"number":"o1"}""")).ShouldBeProblem(409, "not-unique");
    }

    [Fact]
    public async Task A_pooler_that_is_killed_costs_no_write_and_is_a_503_meanwhile()
    {
        await using var bouncer = await PgBouncer.StartAsync(postgres.Cluster);
        await using var server = await ServerProcess.StartAsync(
            Through(bouncer, await postgres.CreateDatabaseAsync()), ("LOG_LEVEL", "fatal"));
        var api = new Api(server.Address, "/v1/other");
        var ledger = new Ledger("t");
        await using var load = await Load.StartAsync(ledger, targets: 4, writers: 8, server.Address);

        for (var round = 1; round <= 3; round++)
        {
            await load.ReachesAsync(100 * round);
            await bouncer.KillAsync();
            (await api.Put("/orders/down", "{}")).Status.ShouldBe(503);
            (await api.Get("/orders?limit=1")).Status.ShouldBe(503);
            await bouncer.StartAgainAsync();
        }

        await load.ReachesAsync(400);
        await load.StopAsync();
        await ledger.ShouldBeJournaledAsync(server.Address);
    }

    [Theory]
    [InlineData]
    [InlineData("ignore_startup_parameters = options")]
    public async Task A_pooler_that_the_address_does_not_name_is_refused(params string[] settings)
    {
        await using var bouncer = await PgBouncer.StartAsync(postgres.Cluster, settings);

        var (exitCode, _, errors) = await PatchlogProgram.RunAsync(
            bouncer.Through(await postgres.CreateDatabaseAsync()), "serve");

        exitCode.ShouldBe(1);
        errors.ShouldContain("add pgbouncer=true to DATABASE_URL");
    }

    [Fact]
    public async Task A_pooler_in_session_mode_is_as_good_as_none()
    {
        await using var bouncer = await PgBouncer.StartAsync(
            postgres.Cluster, "pool_mode = session", "ignore_startup_parameters = options", "default_pool_size = 80");
        var database = $"{bouncer.Through(await postgres.CreateDatabaseAsync())}&pgbouncer=false";
        await using var server = await ServerProcess.StartAsync(database);
        var ledger = new Ledger("t");
        await using var load = await Load.StartAsync(ledger, targets: 4, writers: 8, server.Address);

        await load.ReachesAsync(200);
        await load.StopAsync();

        await ledger.ShouldBeJournaledAsync(server.Address);
    }

    [Fact]
    public async Task A_parameter_that_is_neither_true_nor_false_is_refused()
    {
        var (exitCode, _, errors) = await PatchlogProgram.RunAsync(
            $"{await postgres.CreateDatabaseAsync()}&pgbouncer=yes", "serve");

        exitCode.ShouldBe(1);
        errors.ShouldContain("it must be true or false");
    }

    static string Through(PgBouncer bouncer, string database) => $"{bouncer.Through(database)}&pgbouncer=true";
}
