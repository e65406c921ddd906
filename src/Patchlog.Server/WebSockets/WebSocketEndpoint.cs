using System.Collections.Concurrent;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Http.Features;
using Patchlog.Server.Http;
using Patchlog.Server.Wire;

namespace Patchlog.Server.WebSockets;

/// <summary><c>/ws</c>: accepts sockets, and sends them away when the server stops.</summary>
sealed partial class WebSocketEndpoint(
    DocumentStore store, IntakeLimits limits, TimeProvider time, ServerState state, ILogger logger)
{
    readonly ConcurrentDictionary<Connection, Task> _connections = new();

    /// <summary>Lets sockets be accepted; the table of routes says where.</summary>
    public static void Use(WebApplication app)
    {
        app.Use((context, next) =>
        {
            if (context.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true } upgrade)
                context.Features.Set<IHttpUpgradeFeature>(new CoalescingUpgrade(upgrade));
            return next(context);
        });
        app.UseWebSockets();
    }

    /// <summary>Serves a socket until it closes.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        var upgrade = context.Features.Get<IHttpUpgradeFeature>() as CoalescingUpgrade;
        if (!context.WebSockets.IsWebSocketRequest || upgrade is null)
        {
            await new Resource(logger, Reply.Json, [("GET", RefuseAsync)]).HandleAsync(context);
            return;
        }
        using var socket = await context.WebSockets.AcceptWebSocketAsync(new WebSocketAcceptContext
        {
            KeepAliveInterval = limits.KeepAliveInterval,
            KeepAliveTimeout = limits.KeepAliveInterval,
        });
        var stream = upgrade.Stream ?? throw new InvalidOperationException("The socket was accepted without an upgrade.");
        using var connection = new Connection(socket, stream, store, limits, time, logger);
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _connections[connection] = ended.Task;
        var isOver = false;
        try
        {
            if (state.IsStopping)
                connection.GoAway();
            isOver = await connection.RunAsync(context.RequestAborted);
        }
        catch (WebSocketException failure)
        {
            LogLost(logger, failure.Message);   // what it sent runs to its end
        }
        catch (OperationCanceledException)
        {
            LogLost(logger, "aborted");
        }
        finally
        {
            try
            {
                if (!isOver)
                    await stream.LingerAsync(limits.LingerPatience);
            }
            finally
            {
                _connections.TryRemove(connection, out _);
                ended.SetResult();
            }
        }
    }

    /// <summary>Asks all clients to reconnect elsewhere, and waits until they are gone, or for so long.</summary>
    public async Task GoAwayAsync(TimeSpan patience)
    {
        foreach (var connection in _connections.Keys)
            connection.GoAway();
        await Task.WhenAny(Task.WhenAll(_connections.Values), Task.Delay(patience, time));
    }

    static Task<Reply> RefuseAsync(HttpContext context)
    {
        // RFC 9110 §7.8 has Upgrade named in Connection; without a second word Kestrel takes that for the connection's end.
        context.Response.Headers.Connection = "Upgrade, keep-alive";
        context.Response.Headers.Upgrade = "websocket";
        return Task.FromResult(Reply.Of(ProblemCode.UpgradeRequired, "This is a WebSocket endpoint (RFC 6455)."));
    }

    [LoggerMessage(3001, LogLevel.Debug, "A WebSocket was lost: {Reason}")]
    static partial void LogLost(ILogger logger, string reason);
}
