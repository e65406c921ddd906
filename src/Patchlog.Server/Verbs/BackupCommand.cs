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
            file,
        };

        command.SetAction((parsed, cancellation) => Verb.RunAsync(
            (settings, token) => RunAsync(settings, parsed.GetRequiredValue(file), token), cancellation));
        return command;
    }

    static async Task<int> RunAsync(Settings settings, string file, CancellationToken cancellation)
    {
        if (file.Length == 0)
            return Verb.Refuse("The name of the backup is empty.");

        await Task.Run(() => Maintenance.WriteBackup(settings.Database, file, cancellation), cancellation);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{file}: {new FileInfo(file).Length} bytes, of {settings.Database}"));

        return 0;
    }
}
