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
            renew, VerbAnswer.CreateOption(),
        };

        command.SetAction((parsed, cancellation) => Verb.AnswerAsync(
            parsed, (settings, answer, token) => RunAsync(settings, parsed.GetValue(renew), answer, token),
            cancellation));
        return command;
    }

    static async Task<int> RunAsync(
        Settings settings, bool isToBeRenewed, VerbAnswer answer, CancellationToken cancellation)
    {
        await using var store = await Verb.OpenExistingAsync(settings, cancellation);
        var epoch = isToBeRenewed ? await store.Maintenance.RenewEpochAsync(cancellation) : store.Epoch;

        answer.Line($"{epoch}");
        answer.Add("epoch", $"{epoch}");

        return 0;
    }
}
