using Patchlog.Server.Tests.Harness;
using Shouldly;
using Xunit;

namespace Patchlog.Server.Tests.Faults;

/// <summary>A server that is told to stop: it takes nothing new, answers what is under way, and says goodbye.</summary>
public abstract class Stopping(Backend backend)
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
}

public sealed class Stopping_on_sqlite(SqliteBackend backend) : Stopping(backend);

public sealed class Stopping_on_postgresql(PostgresBackend backend) : Stopping(backend);
