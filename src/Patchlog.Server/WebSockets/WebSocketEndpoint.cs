using System.Collections.Concurrent;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Http.Features;
using Patchlog.Server.Wire;

namespace Patchlog.Server.WebSockets;

/// <summary><c>/ws</c>: accepts sockets, and sends them away when the server stops.</summary>
/// <param name="services">What all connections share.</param>
/// <param name="state">Knows whether the server is stopping.</param>
sealed partial class WebSocketEndpoint(ConnectionServices services, ServerState state)
{
    readonly ConcurrentDictionary<Connection, Task> _connections = new();
    long _open;

    /// <summary>Lets connections be upgraded; the table of routes says where.</summary>
    public static void Use(WebApplication app)
    {
        app.Use((context, next) =>
        {
            if (context.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true } upgrade)
                context.Features.Set<IHttpUpgradeFeature>(new CoalescingUpgrade(upgrade));
            else if (context.Features.Get<IHttpExtendedConnectFeature>() is { IsExtendedConnect: true } connect)
                context.Features.Set<IHttpExtendedConnectFeature>(new CoalescingConnect(connect));

            return next(context);
        });

        app.UseWebSockets();
    }

    /// <summary>Opens a socket.</summary>
    /// <param name="context">The request for it.</param>
    /// <param name="caller">Who sends its frames.</param>
    public Task<Reply> OpenAsync(HttpContext context, Caller caller)
    {
        if (!context.WebSockets.IsWebSocketRequest)
            return Task.FromResult<Reply>(
                new Problem(ProblemCode.UpgradeRequired, "This route is for WebSockets (RFC 6455)."));

        // The web server counts upgraded connections only, and an HTTP/2 connection has many sockets.
        if (Interlocked.Increment(ref _open) > services.Limits.MaxWebSockets)
        {
            Interlocked.Decrement(ref _open);
            return Task.FromResult<Reply>(
                new Problem(ProblemCode.TooManyRequests, "Too many WebSockets are open; try again later."));
        }

        return Task.FromResult(new Reply(StatusCodes.Status101SwitchingProtocols)
        {
            Takeover = async () =>
            {
                try
                {
                    await ServeAsync(context, caller);
                }
                finally
                {
                    Interlocked.Decrement(ref _open);
                }
            },
        });
    }

    /// <summary>Asks all clients to reconnect elsewhere, and waits a while until they are gone.</summary>
    public async Task GoAwayAsync(TimeSpan patience)
    {
        foreach (var connection in _connections.Keys)
            connection.GoAway();

        await Task.WhenAny(Task.WhenAll(_connections.Values), Task.Delay(patience, services.Time));
    }

    async Task ServeAsync(HttpContext context, Caller caller)
    {
        using var socket = await context.WebSockets.AcceptWebSocketAsync(new WebSocketAcceptContext
        {
            KeepAliveInterval = services.Limits.KeepAliveInterval,
            // Pings are sent; what the client's silence means, SignsOfLife decides.
            KeepAliveTimeout = services.Limits.PongPatience,
        });

        var stream = StreamOf(context.Features)
            ?? throw new InvalidOperationException("The socket was accepted without an upgrade.");

        using var patience = new SendPatience(
            context, services.Limits.SendPatience, services.Time, context.RequestAborted);
        using var life = new SignsOfLife(socket, stream, context, services);
        using var connection = new Connection(socket, stream, caller, services);
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _connections[connection] = ended.Task;

        var isOver = false;
        try
        {
            if (state.IsStopping)
                connection.GoAway();

            isOver = await connection.RunAsync(patience, context.RequestAborted);
        }
        catch (WebSocketException failure)
        {
            LogLost(services.Logger, failure.Message);  // the commands that it sent run to their end
        }
        catch (OperationCanceledException)
        {
            LogLost(services.Logger, "aborted");
        }
        finally
        {
            try
            {
                if (!isOver)
                    await stream.LingerAsync(services.Limits.LingerPatience);
            }
            finally
            {
                _connections.TryRemove(connection, out _);
                ended.SetResult();
            }
        }
    }

    static CoalescingStream? StreamOf(IFeatureCollection features) =>
        (features.Get<IHttpUpgradeFeature>() as CoalescingUpgrade)?.Stream
        ?? (features.Get<IHttpExtendedConnectFeature>() as CoalescingConnect)?.Stream;

    [LoggerMessage(3001, LogLevel.Debug, "A WebSocket was lost: {Reason}")]
    static partial void LogLost(ILogger logger, string reason);
}
