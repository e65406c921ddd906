using System.Net;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Patchlog.Server.Routing;
using Patchlog.Server.Wire;

namespace Patchlog.Server.Tests.Harness;

/// <summary>
/// The real server on a real port, but within this process: for tests that put a part of it together in another way. Its
/// database is in memory.
/// </summary>
sealed class HostedServer : IAsyncDisposable
{
    readonly PatchlogServer _server;

    HostedServer(PatchlogServer server) => _server = server;

    /// <summary>The settings of such a server.</summary>
    public static Settings Settings { get; } = new()
    {
        Host = IPAddress.Loopback,
        Port = 0,
        Database = DatabaseAddress.Parse("sqlite::memory:"),
        LogLevel = LogLevel.None,
        AllowedOrigins = [],
    };

    /// <summary>Where it listens.</summary>
    public Uri Address => new(_server.Address);

    /// <summary>The table of its routes.</summary>
    public IReadOnlyList<Route> Routes => _server.Routes.Table;

    /// <summary>Starts a server with an access policy.</summary>
    public static Task<HostedServer> StartAsync(IAccessPolicy policy, CancellationToken cancellation) =>
        StartAsync(new ServerOptions(Settings) { Access = policy }, cancellation);

    /// <summary>Starts a server with any options.</summary>
    public static async Task<HostedServer> StartAsync(ServerOptions options, CancellationToken cancellation)
    {
        var server = await PatchlogServer.BuildAsync(options, NullLoggerFactory.Instance, cancellation);
        await server.StartAsync(cancellation);
        return new(server);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _server.StopAsync();
        await _server.DisposeAsync();
    }
}
