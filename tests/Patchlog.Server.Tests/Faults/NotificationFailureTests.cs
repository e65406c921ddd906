using Npgsql;
using Patchlog.Server.Tests.Harness;
using Patchlog.Testing;
using Shouldly;
using Xunit;

namespace Patchlog.Server.Tests.Faults;

/// <summary>The user of the servers may not notify: what is written reaches others all the same, only later.</summary>
public sealed class NotificationFailureTests(PostgresBackend postgres)
{
    const string Revoke = "revoke execute on function pg_notify(text, text) from public";
    const string Grant = "grant execute on function pg_notify(text, text) to public";
    const string Failing = "Other servers can't be told of this one's commits";
    const string Working = "Other servers are told of this one's commits again";

    [Fact]
    public async Task Writes_go_on_and_polling_carries_subscriptions_until_the_right_is_there_again()
    {
        var (database, admin) = await CreateForPlainUserAsync();
        await using var source = NpgsqlDataSource.Create(admin);
        await ExecuteAsync(source, Revoke);
        await using var writing = await ServerProcess.StartAsync(database, ("LOG_LEVEL", "info"));
        await using var reading = await ServerProcess.StartAsync(database);
        var api = new Api(writing.Address, "/v1/t");
        await using var client = await WebSocketClient.ConnectAsync(reading.Address);
        await client.SendAsync("""{"type":"subscribe","id":"s","tenant":"t","after":"start"}""");
        await client.NextAsync("caughtUp");

        for (var number = 1; number <= 3; number++)
        {
            (await api.Put($"/orders/{number}", "{}")).ShouldBe(201);
            (await client.NextAsync("events")).At("events/0/targetId").GetString().ShouldBe($"{number}");
        }

        await Eventually.HoldsAsync(() => writing.Errors.Contains(Failing, StringComparison.Ordinal));
        await ExecuteAsync(source, Grant);
        await Eventually.HoldsAsync(async () =>
        {
            (await api.Post("/orders", "{}")).ShouldBe(201);
            return writing.Errors.Contains(Working, StringComparison.Ordinal);
        });

        Count(writing.Errors, Failing).ShouldBe(1);
        Count(writing.Errors, Working).ShouldBe(1);
    }

    [Fact]
    public async Task A_server_that_can_not_notify_stops_as_any_other()
    {
        var (database, admin) = await CreateForPlainUserAsync();
        await using var source = NpgsqlDataSource.Create(admin);
        await ExecuteAsync(source, Revoke);
        await using var server = await ServerProcess.StartAsync(database, ("LOG_LEVEL", "info"));

        (await new Api(server.Address, "/v1/t").Put("/orders/1", "{}")).ShouldBe(201);
        await Eventually.HoldsAsync(() => server.Errors.Contains(Failing, StringComparison.Ordinal));

        (await server.TerminateAsync()).ShouldBe(0);
    }

    /// <summary>A database of a user that is no superuser, and whom rights are therefore asked of.</summary>
    async Task<(string Url, string Admin)> CreateForPlainUserAsync()
    {
        var database = new UriBuilder(await postgres.CreateDatabaseAsync());
        var admin = postgres.Cluster.ConnectionString(database.Path[1..]);
        var user = $"plain_{Fresh.Id()}";
        await using var source = NpgsqlDataSource.Create(admin);
        await ExecuteAsync(source, $"create role {user} login password 'plain'");
        await ExecuteAsync(source, $"alter database {database.Path[1..]} owner to {user}");
        (database.UserName, database.Password) = (user, "plain");

        return (database.Uri.AbsoluteUri, admin);
    }

    static async Task ExecuteAsync(NpgsqlDataSource source, string statement)
    {
        await using var command = source.CreateCommand(statement);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    static int Count(string text, string part) => text.Split(part).Length - 1;
}
