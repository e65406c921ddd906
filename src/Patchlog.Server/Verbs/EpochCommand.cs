using System.CommandLine;
using Microsoft.Extensions.Logging.Abstractions;
using CliCommand = System.CommandLine.Command;

namespace Patchlog.Server.Verbs;

/// <summary><c>patchlog epoch</c>: shows the epoch of the database, or begins a new one.</summary>
static class EpochCommand
{
    public static CliCommand Create()
    {
        var renew = new Option<bool>("--renew")
        {
            Description = "Begin a new epoch: feed positions of the old one are refused from the next start on.",
        };
        var command = new CliCommand("epoch", "Show the epoch of the database, by which feed positions of a copy are told apart.")
        {
            renew,
        };
        command.SetAction((result, cancellation) => Verb.RunAsync(
            (settings, token) => RunAsync(settings, result.GetValue(renew), token), cancellation));
        return command;
    }

    static async Task<int> RunAsync(Settings settings, bool isToBeRenewed, CancellationToken cancellation)
    {
        await using var store = await DocumentStore.OpenAsync(
            settings.Database, new(), TimeProvider.System, NullLoggerFactory.Instance, cancellation);
        Console.WriteLine(isToBeRenewed ? await store.Maintenance.RenewEpochAsync(cancellation) : store.Epoch);
        return 0;
    }
}
