using CliCommand = System.CommandLine.Command;

namespace Patchlog.Server.Verbs;

/// <summary><c>patchlog serve</c>: a server that runs until the process is asked to end.</summary>
static class ServeCommand
{
    public static CliCommand Create()
    {
        var command = new CliCommand("serve", "Start the server (the default).");
        command.SetAction((_, cancellation) => Verb.RunAsync(RunAsync, cancellation));
        return command;
    }

    public static async Task<int> RunAsync(Settings settings, CancellationToken cancellation)
    {
        using var logs = LoggerFactory.Create(logging => Logs.Configure(logging, settings.LogLevel));
        await using var server = await PatchlogServer.BuildAsync(new(settings), logs, cancellation);

        await server.StartAsync(cancellation);
        Console.WriteLine($"Patchlog listening on {server.Address}");

        await server.WaitAsync(cancellation);
        await server.StopAsync();
        return 0;
    }
}
