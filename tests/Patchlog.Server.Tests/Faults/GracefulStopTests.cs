using Patchlog.Server.Tests.Harness;
using Shouldly;
using Xunit;

namespace Patchlog.Server.Tests.Faults;

/// <summary>A server that is told to stop: it takes nothing new, answers what is under way, and says goodbye.</summary>
public abstract class GracefulStopTests(Backend backend)
{
    [Fact]
    public async Task A_client_is_answered_and_told_to_go_before_the_connection_closes()
    {
        await using var server = await ServerProcess.StartAsync(await backend.CreateDatabaseAsync());
        await using var client = await WebSocketClient.ConnectAsync(server.Address);
        var commands = new Envelopes("t");
        (await client.RequestAsync(commands.Create("""{"id":"1"}""", "first"))).ShouldBeAck(version: 1);
        for (var number = 0; number < 20; number++)
            await client.SendAsync(commands.Create("{}", $"under-way-{number}"));

        var stopping = server.TerminateAsync();

        (await client.NextAsync("goaway")).At("reconnectAfterMs").GetInt32().ShouldBePositive();
        (await client.ClosedAsync()).ShouldBe(1001);
        (await stopping).ShouldBe(0);
    }

    [Fact]
    public async Task A_stream_ends_with_its_server_and_goes_on_at_the_next_without_hole_or_repetition()
    {
        var database = await backend.CreateDatabaseAsync();
        List<StreamBlock> received = [];
        await using (var first = await ServerProcess.StartAsync(database))
        {
            await using var stream = await EventStreamClient.OpenAsync(first.Address, "/v1/t/events");
            var writing = WriteUntilRefusedAsync(first);
            while (received.Count < 5) received.Add(await stream.NextAsync("message"));

            var stopping = first.TerminateAsync();

            while (await stream.NextAsync() is { } block)
                if (block.Type == "message") received.Add(block);
            (await stopping).ShouldBe(0);
            await writing;
        }

        await using var next = await ServerProcess.StartAsync(database);
        (await new Api(next.Address, "/v1/t").Post("/orders", """{"id":"last"}""")).ShouldBe(201);
        await using var resumed = await EventStreamClient.OpenAsync(next.Address, "/v1/t/events", received[^1].Id);
        while (received[^1].Data.TextAt("targetId") != "last") received.Add(await resumed.NextAsync("message"));

        // The epoch stays, and positions have no holes: the ids count.
        var epoch = received[0].Id!.Split('.')[0];
        received.Select(block => block.Id)
            .ShouldBe(Enumerable.Range(1, received.Count).Select(position => $"{epoch}.{position}"));
    }

    /// <summary>Writes as fast as it is answered, until the server takes nothing more.</summary>
    static async Task WriteUntilRefusedAsync(ServerProcess server)
    {
        try
        {
            while (await new Api(server.Address, "/v1/t").Post("/orders", "{}") is { Status: 201 })
            {
            }
        }
        catch (HttpRequestException)
        {
            // The server is gone.
        }
    }
}

public sealed class GracefulStopTestsOnSqlite(SqliteBackend backend) : GracefulStopTests(backend);

public sealed class GracefulStopTestsOnPostgreSql(PostgresBackend backend) : GracefulStopTests(backend);
