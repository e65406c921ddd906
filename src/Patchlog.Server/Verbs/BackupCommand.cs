using System.CommandLine;
using System.Globalization;
using CliCommand = System.CommandLine.Command;

namespace Patchlog.Server.Verbs;

/// <summary><c>patchlog backup</c>: copies a SQLite database, also while a server has it.</summary>
static class BackupCommand
{
    /// <summary>The verb with its argument, ready to be added to the root command.</summary>
    public static CliCommand Create()
    {
        var file = new Argument<string>("file")
        {
            Description = "The backup: a file that does not exist. Put it in the database's place to restore it.",
        };

        var command = new CliCommand(
            "backup",
            "Copy the SQLite database of DATABASE_URL as it is at one moment, while a server reads and writes or not.")
        {
            file, VerbAnswer.CreateOption(),
        };

        command.SetAction((parsed, cancellation) => Verb.AnswerAsync(
            parsed,
            (settings, answer, token) => RunAsync(settings, parsed.GetRequiredValue(file), answer, token),
            cancellation));
        return command;
    }

    static async Task<int> RunAsync(
        Settings settings, string file, VerbAnswer answer, CancellationToken cancellation)
    {
        if (file.Length == 0)
            return answer.Refuse("The name of the backup is empty.");

        await Task.Run(() => Maintenance.WriteBackup(settings.Database, file, cancellation), cancellation);
        var bytes = new FileInfo(file).Length;
        answer.Line(string.Create(CultureInfo.InvariantCulture, $"{file}: {bytes} bytes, of {settings.Database}"));
        answer.Add("file", file);
        answer.Add("bytes", bytes);

        return 0;
    }
}
