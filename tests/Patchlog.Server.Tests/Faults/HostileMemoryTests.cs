using System.Net.WebSockets;
using System.Text;
using Patchlog.Server.Tests.Harness;
using Shouldly;
using Xunit;

namespace Patchlog.Server.Tests.Faults;

/// <summary>
/// Clients that fill every field of every frame to its limit, many times, and take nothing or leave off in the middle:
/// the server holds no more than its budgets, and goes on answering others.
/// </summary>
public abstract class HostileMemoryTests(Backend backend)
{
    static readonly Envelopes Commands = new("default");

    const int Large = 900_000;
    const int Sockets = 16;
    const int CommandsInFlight = 256;

    // The budgets, the caches and the runtime beside them, with what a collector leaves lying about.
    const long MostResidentBytes = 600L << 20;

    [Fact]
    public async Task Large_ids_of_frames_are_refused_and_cost_nothing()
    {
        await using var server = await StartAsync();
        var id = new string('i', Large);

        await ForEachSocketAsync(server, async client =>
        {
            for (var i = 0; i < 32; i++)
                await client.SendAsync($$"""{"type":"ping","id":"{{id}}"}""");

            for (var i = 0; i < 32; i++)
                (await client.NextAsync("nack")).At("problem").TextAt("code").ShouldBe("invalid-frame");
        });

        await ShouldBeWellAsync(server);
    }

    [Fact]
    public async Task Messages_that_are_never_finished_wait_or_make_room()
    {
        await using var server = await StartAsync();
        var half = Encoding.UTF8.GetBytes($$"""{"type":"create","body":{"text":"{{new string('x', Large)}}""");
        List<WebSocketClient> clients = [];
        List<Task> sending = [];
        try
        {
            for (var i = 0; i < 200; i++)
            {
                var client = await WebSocketClient.ConnectWithoutReadingAsync(server.Address);
                clients.Add(client);
                sending.Add(client.SendAsync(half, WebSocketMessageType.Text, isEnd: false));
            }

            await ShouldBeWellAsync(server);

            // A large message of somebody who finishes it finds room: those that don't are cut off one by one.
            await using var honest = await WebSocketClient.ConnectAsync(server.Address);
            (await honest.RequestAsync(Commands.Create(LargeBody("large"), "honest")))
                .TextAt("type").ShouldBe("ack");
            await ShouldBeWellAsync(server);
        }
        finally
        {
            foreach (var client in clients)
                await client.DisposeAsync();
        }
    }

    [Fact]
    public async Task Stale_commands_about_a_document_with_large_events_are_answered_within_the_budget()
    {
        await using var server = await StartAsync();
        var api = new Api(server.Address, "/v1/default");
        foreach (var letter in "abcdefghijklmnop")
            (await api.Put("/orders/42", $$"""{"text":"{{new string(letter, Large)}}"}""")).Status.ShouldBeOneOf(200, 201);

        await ForEachSocketAsync(server, async client =>
        {
            for (var i = 0; i < CommandsInFlight; i++)
                await client.SendAsync(Commands.Patch("42", """{"n":1}""", $"{Guid.NewGuid()}", "\"targetVersion\":1"));

            // On a machine that is slow enough, some of them have had their time before they are looked at.
            for (var i = 0; i < CommandsInFlight; i++)
                (await client.NextAsync("nack")).At("problem").TextAt("code")
                    .ShouldBeOneOf("version-conflict", "unavailable", "too-many-requests");
        });

        await ShouldBeWellAsync(server);
    }

    [Fact]
    public async Task Answers_and_events_that_nobody_takes_wait_within_the_budget()
    {
        await using var server = await StartAsync();
        List<WebSocketClient> clients = [];
        List<Task> sending = [];
        try
        {
            for (var i = 0; i < Sockets; i++)
            {
                var client = await WebSocketClient.ConnectWithoutReadingAsync(server.Address);
                clients.Add(client);
                sending.Add(SendManyAsync(client, i));
            }

            await using var honest = await WebSocketClient.ConnectAsync(server.Address);
            for (var i = 0; i < 50; i++)
            {
                (await honest.RequestAsync(Commands.Create("""{"n":1}""", $"honest-{i}")))
                    .TextAt("type").ShouldBe("ack");
                server.ResidentBytes.ShouldBeLessThan(MostResidentBytes);
            }

            await ShouldBeWellAsync(server);
        }
        finally
        {
            foreach (var client in clients)
                await client.DisposeAsync();
        }

        static async Task SendManyAsync(WebSocketClient client, int number)
        {
            try
            {
                await client.SendAsync($$"""{"type":"subscribe","id":"s","tenant":"default","after":"start"}""");
                for (var i = 0; i < 100; i++)
                    await client.SendAsync(Commands.Create(LargeBody($"{number}-{i}"), $"{number}-{i}"));
            }
            catch (Exception gone) when (gone is WebSocketException or TimeoutException or ObjectDisposedException)
            {
                // Cut off, or the test is over.
            }
        }
    }

    static string LargeBody(string id) => $$"""{"id":"{{id}}","text":"{{new string('x', Large)}}"}""";

    async Task<ServerProcess> StartAsync() =>
        await ServerProcess.StartAsync(await backend.CreateDatabaseAsync(), ("LOG_LEVEL", "error"));

    static async Task ForEachSocketAsync(ServerProcess server, Func<WebSocketClient, Task> work) =>
        await Task.WhenAll(Enumerable.Range(0, Sockets).Select(async _ =>
        {
            await using var client = await WebSocketClient.ConnectAsync(server.Address);
            await work(client);
        }));

    static async Task ShouldBeWellAsync(ServerProcess server)
    {
        (await new Api(server.Address, "").Get("/healthz")).Status.ShouldBe(200);
        server.ResidentBytes.ShouldBeLessThan(MostResidentBytes);
    }
}

public sealed class HostileMemoryTestsOnSqlite(SqliteBackend backend) : HostileMemoryTests(backend);

public sealed class HostileMemoryTestsOnPostgreSql(PostgresBackend backend) : HostileMemoryTests(backend);
