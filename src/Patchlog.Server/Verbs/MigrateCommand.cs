using Microsoft.Extensions.Logging.Abstractions;
using CliCommand = System.CommandLine.Command;

namespace Patchlog.Server.Verbs;

/// <summary><c>patchlog migrate</c>: brings the tables to this version, and ends.</summary>
static class MigrateCommand
{
    public static CliCommand Create()
    {
        var command = new CliCommand("migrate", "Bring the database's tables to this version, and end.");
        command.SetAction((_, cancellation) => Verb.RunAsync(RunAsync, cancellation));
        return command;
    }

    static async Task<int> RunAsync(Settings settings, CancellationToken cancellation)
    {
        await using var store = await DocumentStore.OpenAsync(
            settings.Database, new(), TimeProvider.System, NullLoggerFactory.Instance, cancellation);
        Console.WriteLine($"{settings.Database} is ready.");
        return 0;
    }
}
