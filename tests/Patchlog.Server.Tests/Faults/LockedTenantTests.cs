using Npgsql;
using Patchlog.Server.Tests.Harness;
using Shouldly;
using Xunit;

namespace Patchlog.Server.Tests.Faults;

/// <summary>One tenant whose lock somebody else keeps, and everybody else.</summary>
public sealed class LockedTenantTests(PostgresBackend postgres)
{
    const int Sockets = 40;
    const int CommandsInFlight = 256;
    const int Documents = 20;

    [Fact]
    public async Task Commands_for_it_keep_no_other_tenant_out_and_are_all_answered_definitely()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var database = await postgres.CreateDatabaseAsync();
        await using var server = await ServerProcess.StartAsync(database, ("LOG_LEVEL", "fatal"));
        var locked = new Api(server.Address, "/v1/locked");
        (await locked.Put("/orders/0", "{}")).ShouldBe(201);
        await using var source = NpgsqlDataSource.Create(
            postgres.Cluster.ConnectionString(new Uri(database).AbsolutePath[1..]));
        await using var connection = await source.OpenConnectionAsync(cancellation);
        await using var holding = await connection.BeginTransactionAsync(cancellation);
        await using (var hold = new NpgsqlCommand(
            "select pg_advisory_xact_lock(hashtextextended('locked', 7809632213926210407))", connection))
            await hold.ExecuteNonQueryAsync(cancellation);

        var envelopes = new Envelopes("locked");
        var flood = Enumerable.Range(0, Sockets).Select(async _ =>
        {
            await using var client = await WebSocketClient.ConnectAsync(server.Address);
            for (var i = 0; i < CommandsInFlight; i++)
                await client.SendAsync(envelopes.Create("""{"n":1}"""));

            // Each of them hears that it did not take effect: nobody is left without an answer.
            for (var i = 0; i < CommandsInFlight; i++)
                (await client.NextAsync("nack")).At("problem").TextAt("applied").ShouldBe("no");
        }).ToList();

        // While none of them can get on, another tenant is served as ever.
        var other = new Api(server.Address, "/v1/other");
        for (var i = 0; i < Documents; i++)
            (await other.Put($"/orders/{i}", "{}")).ShouldBe(201);

        await Task.WhenAll(flood);
        await holding.RollbackAsync(cancellation);
        (await locked.Put("/orders/0", """{"n":1}""")).ShouldBe(200);
        (await locked.Get("/orders?count=exact")).Json.At("count").GetInt32().ShouldBe(1);
    }
}
