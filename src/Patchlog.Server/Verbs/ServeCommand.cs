using CliCommand = System.CommandLine.Command;

namespace Patchlog.Server.Verbs;

/// <summary><c>patchlog serve</c>: a server that runs until the process is asked to end.</summary>
static class ServeCommand
{
    /// <summary>The verb, ready to be added to the root command.</summary>
    public static CliCommand Create()
    {
        var command = new CliCommand("serve", "Start the server. This is what patchlog does without a verb.");
        command.SetAction((_, cancellation) => Verb.RunAsync(RunAsync, cancellation));

        return command;
    }

    /// <summary>Serves until the process is told to stop, and finishes the requests under way.</summary>
    public static async Task<int> RunAsync(Settings settings, CancellationToken cancellation)
    {
        using var logs = LoggerFactory.Create(
            logging => Logs.Configure(logging, settings.LogLevel, settings.LogFormat));
        await using var server = await PatchlogServer.BuildAsync(new(settings), logs, cancellation);

        await server.StartAsync(cancellation);
        Console.WriteLine($"Patchlog listening on {server.Address}");

        await server.WaitAsync(cancellation);
        await server.StopAsync();

        return 0;
    }
}
