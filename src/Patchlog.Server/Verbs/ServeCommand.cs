using Patchlog.Server.Http;
using Patchlog.Server.WebSockets;
using Patchlog.Server.Wire;
using CliCommand = System.CommandLine.Command;

namespace Patchlog.Server.Verbs;

/// <summary><c>patchlog serve</c>: the server, and the one place where its parts meet.</summary>
static partial class ServeCommand
{
    // Three such waits, one after the other, at most: well before the process is killed.
    static readonly TimeSpan DrainPatience = TimeSpan.FromSeconds(8);

    public static CliCommand Create()
    {
        var command = new CliCommand("serve", "Start the server (the default).");
        command.SetAction((_, cancellation) => Verb.RunAsync(RunAsync, cancellation));
        return command;
    }

    public static async Task<int> RunAsync(Settings settings, CancellationToken cancellation)
    {
        using var logs = LoggerFactory.Create(logging => Logs.Configure(logging, settings.LogLevel));
        var logger = logs.CreateLogger("Patchlog");
        var time = TimeProvider.System;
        // The database opens on one core while the web server is put together on another.
        var opening = Task.Run(
            () => DocumentStore.OpenAsync(settings.Database, new(), time, logs, cancellation), cancellation);

        var limits = new IntakeLimits();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Services.AddSingleton<ILoggerFactory>(logs);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = null;   // RequestBody counts, and answers with a problem document
            kestrel.Limits.MaxConcurrentConnections = limits.MaxConnections;
            kestrel.Limits.MaxConcurrentUpgradedConnections = limits.MaxWebSockets;
            kestrel.Listen(settings.Host, settings.Port);
        });
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = DrainPatience);
        await using var app = builder.Build();

        await using var store = await opening;
        foreach (var warning in store.Maintenance.DurabilityWarnings)
            LogNotDurable(logger, warning);

        using var state = new ServerState();
        var sockets = new WebSocketEndpoint(store, limits, time, state, logs.CreateLogger("Patchlog.WebSockets"));
        new OriginGuard(settings.AllowedOrigins).Map(app);
        WebSocketEndpoint.Use(app);
        Routes.Map(app, store, limits, time, state, sockets, logs.CreateLogger("Patchlog.Http"));

        await app.StartAsync(cancellation);
        LogDatabase(logger, settings.Database);
        Console.WriteLine($"Patchlog listening on {app.Urls.First()}");
        await using var stopping = app.Lifetime.ApplicationStopping.Register(state.Stop);
        await WaitAsync(app.Lifetime.ApplicationStopping, cancellation);
        state.Stop();
        await sockets.GoAwayAsync(DrainPatience);
        await app.StopAsync(CancellationToken.None);
        await store.DrainAsync(DrainPatience);
        return 0;
    }

    static async Task WaitAsync(CancellationToken stopping, CancellationToken cancellation)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stopping, cancellation);
        var stopped = new TaskCompletionSource();
        await using var registration = either.Token.Register(stopped.SetResult);
        await stopped.Task;
    }

    [LoggerMessage(1, LogLevel.Warning, "NOT DURABLE: {Warning}")]
    static partial void LogNotDurable(ILogger logger, string warning);

    [LoggerMessage(2, LogLevel.Information, "The journal is in {Database}")]
    static partial void LogDatabase(ILogger logger, DatabaseAddress database);
}
