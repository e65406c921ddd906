using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using Patchlog.Server.Tests.Harness;
using Patchlog.Testing;
using Shouldly;
using Xunit;

namespace Patchlog.Server.Tests.WebSockets;

/// <summary>Clients that vanish, stall or take nothing: they hurt only themselves.</summary>
public abstract class BadClientTests(Backend backend) : ServerFixture(backend)
{
    [Fact]
    public async Task A_client_that_vanishes_within_a_message_leaves_nothing_behind()
    {
        await using var client = await ConnectAsync();
        var frame = Encoding.UTF8.GetBytes(Frames.Command("1", Command.Create("""{"id":"42"}""")));

        await client.SendAsync(frame, WebSocketMessageType.Text, isEnd: false);
        client.Vanish();

        await ShouldServeOthersAsync();
        (await Api.Get("/orders/42")).ShouldBe(404);
    }

    [Fact]
    public async Task A_client_that_vanishes_within_a_frame_leaves_nothing_behind()
    {
        using var client = new TcpClient();
        await client.ConnectAsync(Backend.Server.Address.Host, Backend.Server.Address.Port, Cancellation);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"""
            GET /ws HTTP/1.1
            Host: {Backend.Server.Address.Authority}
            Upgrade: websocket
            Connection: Upgrade
            Sec-WebSocket-Version: 13
            Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==


            """.ReplaceLineEndings("\r\n")), Cancellation);
        var head = new byte[12];
        await stream.ReadExactlyAsync(head, Cancellation);
        Encoding.ASCII.GetString(head).ShouldBe("HTTP/1.1 101");

        // A text frame of 100 masked bytes (RFC 6455 §5.2), of which four come.
        byte[] frame = [0x81, 0x80 | 100, 0, 0, 0, 0, .. "{\"ty"u8];
        await stream.WriteAsync(frame, Cancellation);
        client.Client.Close(timeout: 0);

        await ShouldServeOthersAsync();
    }

    [Fact]
    public async Task A_client_that_does_not_wait_for_its_answer_can_ask_for_it_later()
    {
        var commands = Enumerable.Range(0, 20).Select(number => $"{number}").ToList();
        await using (var client = await ConnectAsync())
        {
            foreach (var id in commands) await client.SendAsync(Command.Create("{}", id));
            await client.NextAsync("ack");
        }

        // Each was carried out whole or not at all, and the same client may send it again.
        await using var again = await ConnectAsync();
        foreach (var id in commands)
            (await again.RequestAsync(Command.Create("{}", id))).ShouldBeAck(version: 1);
        (await Api.Get("/orders")).Json.At("items").GetArrayLength().ShouldBe(commands.Count);
    }

    [Fact]
    public async Task A_client_that_never_reads_is_read_no_further_and_loses_nothing()
    {
        const int limit = 4_000;
        await using var client = await WebSocketClient.ConnectWithoutReadingAsync(Backend.Server.Address);
        var text = new string('x', 64 * 1024);

        // Each acknowledgement is as large as its command: when nobody takes them, the server has to stop reading. It
        // has if a message stays unsent while others are served, again and again.
        var sent = 0;
        var stuck = Task.CompletedTask;
        while (stuck.IsCompletedSuccessfully && sent < limit)
        {
            stuck = client.SendAsync(Command.Create($$"""{"text":"{{text}}"}""", $"{sent++}"));
            for (var round = 0; round < 10 && !stuck.IsCompleted; round++)
            {
                await Task.WhenAny(stuck, Task.Delay(TimeSpan.FromMilliseconds(100), Cancellation));
                if (!stuck.IsCompleted) await ShouldServeOthersAsync();
            }
        }
        sent.ShouldBeLessThan(limit);

        client.StartReading();
        await stuck;
        for (var number = 0; number < sent; number++)
            (await client.NextAsync("ack")).ShouldBeAck(version: 1);
    }

    [Fact]
    public async Task A_dead_peer_is_found_and_let_go()
    {
        await using var network = TcpProxy.Start(Backend.Server.Address.Port);
        await using var client = await WebSocketClient.ConnectAsync(new Uri($"http://127.0.0.1:{network.Port}"));
        await client.NextAsync("welcome");

        network.Blackhole = Direction.Both;

        await Eventually.HoldsAsync(() => network.Connections == 0);
    }

    async Task ShouldServeOthersAsync()
    {
        await using var other = await ConnectAsync();
        var commands = new Envelopes(Fresh.Id());
        for (var number = 0; number < 10; number++)
            (await other.RequestAsync(Frames.Command($"{number}", commands.Create("{}")))).ShouldBeAck(version: 1);
    }
}

public sealed class BadClientTestsOnSqlite(SqliteBackend backend) : BadClientTests(backend);

public sealed class BadClientTestsOnPostgreSql(PostgresBackend backend) : BadClientTests(backend);
