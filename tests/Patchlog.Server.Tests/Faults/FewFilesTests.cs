using System.Net.Sockets;
using System.Net.WebSockets;
using Patchlog.Server.Tests.Harness;
using Patchlog.Testing;
using Shouldly;
using Xunit;

namespace Patchlog.Server.Tests.Faults;

/// <summary>A system that lets the server open fewer files than there may be connections.</summary>
public sealed class FewFilesTests
{
    const int Files = 600, Room = 344, Strangers = 900;

    [Fact]
    public async Task Strangers_with_idle_connections_neither_end_the_server_nor_take_the_files_of_its_database()
    {
        await using var server = await ServerProcess.StartWithFewFilesAsync(Files, "sqlite:x.db", ("LOG_LEVEL", "warn"));
        await Eventually.HoldsAsync(() => server.Errors.Contains(
            $"There is room for {Room} connections, not 10000", StringComparison.Ordinal));
        var api = new Api(server.Address, "/v1/t");
        (await api.Put("/orders/1", "{}")).ShouldBe(201);

        List<TcpClient> strangers = [];
        try
        {
            while (strangers.Count < Strangers)
            {
                strangers.Add(new());
                await strangers[^1].ConnectAsync(server.Address.Host, server.Address.Port, TestContext.Current.CancellationToken);
            }

            await Eventually.HoldsAsync(() => strangers.Count(IsClosed) > Strangers - Files);

            // Over the connection that this client has already.
            (await api.Put("/orders/2", "{}")).ShouldBe(201);
        }
        finally
        {
            strangers.ForEach(stranger => stranger.Dispose());
        }

        await Eventually.HoldsAsync(async () => (await api.Put("/orders/3", "{}")).Status is 200 or 201);
    }

    [Fact]
    public async Task Connections_that_became_WebSockets_are_counted_still()
    {
        await using var server = await ServerProcess.StartWithFewFilesAsync(Files, "sqlite:x.db");
        var api = new Api(server.Address, "/v1/t");
        (await api.Put("/orders/1", "{}")).ShouldBe(201);
        var address = new UriBuilder(server.Address) { Scheme = "ws", Path = "/ws" }.Uri;

        List<ClientWebSocket> strangers = [];
        try
        {
            var refused = 0;
            while (strangers.Count < Room + 20)
            {
                strangers.Add(new());
                try
                {
                    await strangers[^1].ConnectAsync(address, TestContext.Current.CancellationToken);
                }
                catch (WebSocketException)
                {
                    refused++;
                }
            }

            refused.ShouldBeGreaterThanOrEqualTo(20);
            (await api.Put("/orders/2", "{}")).ShouldBe(201);
        }
        finally
        {
            strangers.ForEach(stranger => stranger.Dispose());
        }
    }

    // The end of a stream can be read, and has no bytes.
    static bool IsClosed(TcpClient client) => client.Client.Poll(0, SelectMode.SelectRead) && client.Available == 0;
}
