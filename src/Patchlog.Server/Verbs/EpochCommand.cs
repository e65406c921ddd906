using System.CommandLine;
using CliCommand = System.CommandLine.Command;

namespace Patchlog.Server.Verbs;

/// <summary><c>patchlog epoch</c>: shows the epoch of the database, or begins a new one.</summary>
static class EpochCommand
{
    /// <summary>The verb with its option, ready to be added to the root command.</summary>
    public static CliCommand Create()
    {
        var renew = new Option<bool>("--renew")
        {
            Description = "Begin a new epoch. Servers then refuse the feed positions of the old one.",
        };

        var command = new CliCommand(
            "epoch",
            "Show the epoch: the random id of the database's journal, which is part of every feed position. "
            + "Stop the servers first, then renew it in a copied database.")
        {
            renew,
        };

        command.SetAction((result, cancellation) => Verb.RunAsync(
            (settings, token) => RunAsync(settings, result.GetValue(renew), token), cancellation));
        return command;
    }

    static async Task<int> RunAsync(Settings settings, bool isToBeRenewed, CancellationToken cancellation)
    {
        await using var store = await Verb.OpenAsync(settings, cancellation);
        Console.WriteLine(isToBeRenewed ? await store.Maintenance.RenewEpochAsync(cancellation) : store.Epoch);

        return 0;
    }
}
