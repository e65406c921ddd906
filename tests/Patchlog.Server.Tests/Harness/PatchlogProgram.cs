using Patchlog.Testing;

namespace Patchlog.Server.Tests.Harness;

/// <summary>The one binary: what ./test published, else what was built beside these tests.</summary>
static class PatchlogProgram
{
    static readonly string Binary = Environment.GetEnvironmentVariable("PATCHLOG_BINARY")
        ?? System.IO.Path.Combine(AppContext.BaseDirectory, "Patchlog.Server");

    // The developer's own settings must not reach the servers under test; LOG_LEVEL may, to quieten them.
    static readonly string LogLevel = Environment.GetEnvironmentVariable("LOG_LEVEL") ?? "error";

    /// <summary>The absolute path of the binary.</summary>
    public static string Path => System.IO.Path.GetFullPath(Binary);

    /// <summary>Starts a verb.</summary>
    public static ChildProcess Start(
        string folder, string? databaseUrl, string[] arguments, params (string Name, string? Value)[] settings) =>
        Start(Binary, arguments, folder, databaseUrl, settings);

    /// <summary>Starts a server that sees its folder as a file system of its own, of some size.</summary>
    public static ChildProcess StartOnSmallDisk(
        string folder, string size, string databaseUrl, params (string Name, string? Value)[] settings) => Start(
        "unshare",
        [
            "--map-root-user", "--mount", "sh", "-c", "mount -t tmpfs -o size=$0 tmpfs \"$1\" && cd \"$1\" && exec \"$2\" serve",
            size, folder, Binary,
        ],
        folder, databaseUrl, settings);

    /// <summary>Starts a server that may have so many files and connections open at once.</summary>
    public static ChildProcess StartWithFewFiles(
        string folder, int files, string databaseUrl, params (string Name, string? Value)[] settings) => Start(
        "sh", ["-c", "ulimit -n $0 && exec \"$1\" serve", $"{files}", Binary], folder, databaseUrl, settings);

    static ChildProcess Start(
        string program, string[] arguments, string folder, string? databaseUrl, (string Name, string? Value)[] settings)
    {
        var environment = new Dictionary<string, string?>
        {
            ["HOST"] = null,
            ["PORT"] = "0",
            ["DATABASE_URL"] = databaseUrl,
            ["DATABASE_WAIT_SECONDS"] = "0",
            ["LOG_LEVEL"] = LogLevel,
            ["PATH_PREFIX"] = null,
            ["ARTIFACTS_GITHUB_REPO"] = null,
            ["GITHUB_API_URL"] = null,
            ["GITHUB_TOKEN"] = null,
        };
        foreach (var (name, value) in settings) environment[name] = value;

        // A test that sets a level wants to read the log itself.
        var isForPeople = settings.All(setting => setting.Name != "LOG_LEVEL");
        return ChildProcess.Start(program, arguments, folder, environment, echoErrors: isForPeople);
    }

    /// <summary>Runs a verb to its end.</summary>
    public static async Task<(int ExitCode, string Output, string Errors)> RunAsync(
        string? databaseUrl, params string[] arguments)
    {
        using var folder = new ScratchFolder();
        await using var process = Start(folder.Path, databaseUrl, arguments);
        var exitCode = await process.ExitCodeAsync();
        return (exitCode, string.Join('\n', process.Output), process.Errors);
    }
}
