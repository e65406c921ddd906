using Microsoft.AspNetCore.Server.Kestrel.Https;
using Patchlog.Bundles;
using Patchlog.Bundles.GitHub;
using Patchlog.Journal;
using Patchlog.Server.Http;
using Patchlog.Server.Routing;
using Patchlog.Server.Tls;
using Patchlog.Server.WebSockets;
using Patchlog.Server.Wire;

namespace Patchlog.Server;

/// <summary>
/// A whole server: a database, the routes to it and a web server. The one place where the parts meet. One server for
/// one database in one process.
/// </summary>
sealed partial class PatchlogServer : IAsyncDisposable
{
    readonly WebApplication _app;
    readonly DocumentStore _store;
    readonly TlsCertificate? _certificate;
    readonly ServerState _state = new();
    readonly WebSocketEndpoint _sockets;
    readonly ILogger _logger;
    readonly ServerOptions _options;
    readonly ConflictEvents _conflicts;

    PatchlogServer(
        WebApplication app, DocumentStore store, TlsCertificate? certificate, ServerOptions options,
        ILoggerFactory logs)
    {
        (_app, _store, _certificate, _options) = (app, store, certificate, options);
        _logger = logs.CreateLogger("Patchlog");

        var intake = new CommandIntake(options.Limits, options.Time);
        _conflicts = new(store, options.Limits);
        var budgets = MemoryBudgets.Of(options.Limits, options.Time);
        _sockets = new(
            new(
                store, intake, options.Access, _conflicts, budgets, options.Limits,
                logs.CreateLogger("Patchlog.WebSockets")),
            _state);
        Routes = new(store, intake, _conflicts, _sockets, options, _state);

        var log = logs.CreateLogger("Patchlog.Http");
        RequestLog.Use(app, options.Time, log);
        PathPrefix.Map(app, options.Settings.PathPrefix);
        new OriginGuard(options.Settings.AllowedOrigins, log).Map(app);
        RequestHead.Map(app);
        WebSocketEndpoint.Use(app);
        Routes.Map(app, budgets, log);
    }

    /// <summary>The table of its routes.</summary>
    public Routes Routes { get; }

    /// <summary>Where it listens, such as <c>http://127.0.0.1:3000</c>; known once it has started.</summary>
    public string Address => _app.Urls.First();

    /// <summary>Opens the database and puts a server together, which does not listen yet.</summary>
    /// <param name="options">What it is put together from.</param>
    /// <param name="logs">Takes its log.</param>
    /// <param name="cancellation">Stops the attempt.</param>
    public static async Task<PatchlogServer> BuildAsync(
        ServerOptions options, ILoggerFactory logs, CancellationToken cancellation)
    {
        var source = BundleSources.Create(options.Settings, options.Time, logs);
        if (source is GitHubSource github && options.Settings.GitHub?.HookSecret is { } secret)
            options = options with { Hook = new(secret.Read, github.Wake) };

        var certificate = options.Settings.Tls is { } tls
            ? TlsCertificate.Open(tls, options.Time, logs.CreateLogger("Patchlog.Tls"))
            : null;

        // The database opens on one core while the web server is put together on another.
        var opening = Task.Run(
            () => OpenStoreAsync(options, source, logs, cancellation), cancellation);
        WebApplication? app = null;

        try
        {
            app = BuildWebServer(options, certificate, logs);

            return new(app, await opening, certificate, options, logs);
        }
        catch
        {
            if (app is not null)
                await app.DisposeAsync();

            await DisposeAsync(certificate);
            await ((Task)opening).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (opening.IsCompletedSuccessfully)
                await (await opening).DisposeAsync();

            throw;
        }
    }

    /// <summary>Starts to listen.</summary>
    /// <exception cref="IOException">The port is in use.</exception>
    public async Task StartAsync(CancellationToken cancellation)
    {
        foreach (var warning in _store.Maintenance.DurabilityWarnings)
            LogNotDurable(_logger, warning);

        var wanted = _options.Limits.MaxConnections;
        if (OpenFiles.ConnectionsWithin(wanted) is var room && room < wanted)
            LogFewFiles(_logger, room, wanted);

        try
        {
            await _app.StartAsync(cancellation);
        }
        catch (System.Net.Sockets.SocketException failure)
            when (failure.SocketErrorCode == System.Net.Sockets.SocketError.AddressNotAvailable)
        {
            throw new IOException(
                $"HOST is {_options.Settings.Host}, which is no address of this machine; 0.0.0.0 stands for all.",
                failure);
        }

        // The number of slashes in an address is easily mistaken: so the whole path is told.
        if (_options.Settings.Database is DatabaseAddress.SqliteFile file)
            LogFile(_logger, file.FullPath);
        else
            LogDatabase(_logger, _options.Settings.Database);
    }

    /// <summary>Waits until the process is asked to end, or until it is cancelled.</summary>
    public async Task WaitAsync(CancellationToken cancellation)
    {
        var stopping = _app.Lifetime.ApplicationStopping;
        await using var registration = stopping.Register(_state.Stop);

        using var either = CancellationTokenSource.CreateLinkedTokenSource(stopping, cancellation);
        var stopped = new TaskCompletionSource();
        await using var waking = either.Token.Register(stopped.SetResult);
        await stopped.Task;
    }

    /// <summary>
    /// Sends clients elsewhere and takes nothing new; requests and commands under way are answered first.
    /// </summary>
    public async Task StopAsync()
    {
        LogStopping(_logger);
        _state.Stop();
        await _sockets.GoAwayAsync(ShutdownLimits.DrainPatience);
        await _app.StopAsync(CancellationToken.None);
        await _store.DrainAsync(ShutdownLimits.DrainPatience);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        await _app.DisposeAsync();
        await DisposeAsync(_certificate);
        _conflicts.Dispose();
        _state.Dispose();
    }

    static async Task<DocumentStore> OpenStoreAsync(
        ServerOptions options, IBundleSource? source, ILoggerFactory logs, CancellationToken cancellation)
    {
        var settings = options.Settings;
        var store = await OpenDatabaseAsync(
            options, new() { Bundles = source, ValidatesPayloads = settings.ValidatesPayloads }, logs, cancellation);

        try
        {
            await store.StartBundlesAsync(cancellation);
            store.StartProcesses();
            return store;
        }
        catch
        {
            await store.DisposeAsync();
            throw;
        }
    }

    // Machines and containers start in any order. What only an operator can mend is not waited for.
    static async Task<DocumentStore> OpenDatabaseAsync(
        ServerOptions options, DocumentStoreOptions storeOptions, ILoggerFactory logs, CancellationToken cancellation)
    {
        var settings = options.Settings;
        var startedAt = options.Time.GetTimestamp();
        for (var isTold = false; ; isTold = true)
        {
            try
            {
                return await DocumentStore.OpenAsync(
                    settings.Database, storeOptions, options.Time, logs, cancellation);
            }
            catch (JournalUnavailableException failure) when (
                settings.Database is DatabaseAddress.Postgres && failure.Trouble == DatabaseTrouble.Away
                && options.Time.GetElapsedTime(startedAt) < settings.DatabasePatience)
            {
                if (!isTold)
                    LogWaiting(logs.CreateLogger("Patchlog"), settings.DatabasePatience.TotalSeconds, failure.Message);
            }

            await Task.Delay(StartLimits.DatabasePause, options.Time, cancellation);
        }
    }

    static ValueTask DisposeAsync(TlsCertificate? certificate) => certificate?.DisposeAsync() ?? default;

    static WebApplication BuildWebServer(ServerOptions options, TlsCertificate? certificate, ILoggerFactory logs)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Services.AddSingleton(logs);
        builder.Services.AddSingleton<MatcherPolicy, ExactCasePolicy>();
        if (certificate is not null)
            builder.WebHost.UseKestrelHttpsConfiguration();

        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = null;   // RequestBody counts, and answers with a problem document
            RequestHead.Bound(kestrel.Limits);
            kestrel.Limits.MaxRequestBufferSize = BufferLimits.BodyAheadBytes;
            kestrel.Limits.MaxConcurrentUpgradedConnections = options.Limits.MaxWebSockets;
            kestrel.Limits.Http2.InitialStreamWindowSize = BufferLimits.BodyAheadBytes;
            kestrel.Limits.Http2.InitialConnectionWindowSize = BufferLimits.BodiesAheadBytes;
            var connections = new ConnectionLimit(OpenFiles.ConnectionsWithin(options.Limits.MaxConnections));
            kestrel.Listen(options.Settings.Host, options.Settings.Port, endpoint =>
            {
                endpoint.Use(connections.Apply);
                if (certificate is not null)
                    endpoint.UseHttps(new TlsHandshakeCallbackOptions
                    {
                        OnConnection = _ => ValueTask.FromResult(certificate.Options),
                    });
            });
        });

        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = ShutdownLimits.DrainPatience);

        return builder.Build();
    }

    [LoggerMessage(1, LogLevel.Warning, "NOT DURABLE: {Warning}")]
    static partial void LogNotDurable(ILogger logger, string warning);

    [LoggerMessage(6, LogLevel.Warning,
        "There is room for {Room} connections, not {Wanted}: this process may open no more files (ulimit -n)")]
    static partial void LogFewFiles(ILogger logger, long room, long wanted);

    [LoggerMessage(5, LogLevel.Warning, "Waiting up to {Seconds} s for the database: {Reason}")]
    static partial void LogWaiting(ILogger logger, double seconds, string reason);

    [LoggerMessage(2, LogLevel.Information, "The journal is in {Database}")]
    static partial void LogDatabase(ILogger logger, DatabaseAddress database);

    [LoggerMessage(3, LogLevel.Information, "The journal is in the file {Path}")]
    static partial void LogFile(ILogger logger, string path);

    [LoggerMessage(4, LogLevel.Information, "Stopping: what is under way is answered first")]
    static partial void LogStopping(ILogger logger);
}
