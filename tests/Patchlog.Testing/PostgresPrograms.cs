using System.Globalization;

namespace Patchlog.Testing;

/// <summary>The programs of an installed PostgreSQL server, run as anybody but root, which they refuse.</summary>
static class PostgresPrograms
{
    const string DebianFolder = "/usr/lib/postgresql";

    // The user that Debian's package creates.
    const string ServiceUser = "postgres";

    static readonly Lazy<string> Folder = new(Find);

    /// <summary>Where the programs are.</summary>
    public static string Path => Folder.Value;

    /// <summary>Starts one of the programs, or another that refuses root, by its absolute path.</summary>
    public static ChildProcess Start(string program, params IEnumerable<string> arguments)
    {
        string[] command = [System.IO.Path.Combine(Folder.Value, program), .. arguments];
        if (Environment.IsPrivilegedProcess)
        {
            command =
                ["setpriv", $"--reuid={ServiceUser}", $"--regid={ServiceUser}", "--init-groups", "--", .. command];
        }
        return ChildProcess.Start(command[0], command[1..], folder: "/");
    }

    /// <summary>Runs one of the programs to its end, which must be a good one.</summary>
    public static async Task RunAsync(string program, params IEnumerable<string> arguments)
    {
        await using var process = Start(program, arguments);
        await EndWellAsync(process, program);
    }

    /// <summary>Gives a folder to the user that the programs run as.</summary>
    public static async Task HandOverAsync(string folder)
    {
        if (!Environment.IsPrivilegedProcess) return;
        await using var process = ChildProcess.Start("chown", [ServiceUser, folder]);
        await EndWellAsync(process, "chown");
    }

    static async Task EndWellAsync(ChildProcess process, string program)
    {
        if (await process.ExitCodeAsync() is not 0 and var code)
            throw new InvalidOperationException($"{program} ended with {code}:\n{process.Errors}");
    }

    static string Find()
    {
        var debian = Directory.Exists(DebianFolder) ? Directory.GetDirectories(DebianFolder) : [];
        var newestFirst = debian
            .OrderByDescending(folder => double.Parse(System.IO.Path.GetFileName(folder), CultureInfo.InvariantCulture))
            .Select(folder => System.IO.Path.Combine(folder, "bin"));
        var onPath = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(System.IO.Path.PathSeparator);

        return newestFirst.Concat(onPath).FirstOrDefault(folder => File.Exists(System.IO.Path.Combine(folder, "initdb")))
            ?? throw new InvalidOperationException(
                "These tests need a PostgreSQL server, and none is installed: ./test installs it, "
                + "and so does 'apt-get install postgresql'.");
    }
}
