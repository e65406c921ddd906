using CliCommand = System.CommandLine.Command;

namespace Patchlog.Server.Verbs;

/// <summary><c>patchlog migrate</c>: brings the tables to this version, and ends.</summary>
static class MigrateCommand
{
    /// <summary>The verb, ready to be added to the root command.</summary>
    public static CliCommand Create()
    {
        var command = new CliCommand(
            "migrate", "Bring the database's tables to this version, and end. A server does the same when it starts.")
        {
            VerbAnswer.CreateOption(),
        };
        command.SetAction((parsed, cancellation) => Verb.AnswerAsync(parsed, RunAsync, cancellation));

        return command;
    }

    static async Task<int> RunAsync(Settings settings, VerbAnswer answer, CancellationToken cancellation)
    {
        await using var store = await Verb.OpenAsync(settings, cancellation);
        answer.Line($"{settings.Database} is ready.");
        answer.Add("database", settings.Database.ToString());

        return 0;
    }
}
