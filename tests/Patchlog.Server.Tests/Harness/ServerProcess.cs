using System.Globalization;
using Patchlog.Testing;

namespace Patchlog.Server.Tests.Harness;

/// <summary>The real server as a process, on a port that it chose itself, in a working directory of its own.</summary>
public sealed class ServerProcess : IAsyncDisposable
{
    /// <summary>The beginning of the line by which it says that it is ready, before its address.</summary>
    public const string Readiness = "Patchlog listening on ";

    readonly ScratchFolder _folder;
    readonly ChildProcess _process;

    ServerProcess(ScratchFolder folder, ChildProcess process, Uri address)
    {
        _folder = folder;
        _process = process;
        Address = address;
    }

    /// <summary>Where it listens, such as <c>http://127.0.0.1:40123</c>.</summary>
    public Uri Address { get; }

    /// <summary>What it logged so far.</summary>
    public string Errors => _process.Errors;

    /// <summary>How many bytes of memory it has now (<c>VmRSS</c>, proc(5)).</summary>
    public long ResidentBytes => 1024 * long.Parse(
        File.ReadLines($"/proc/{_process.Id}/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
        CultureInfo.InvariantCulture);

    /// <summary>Starts a server and returns when it says that it is ready.</summary>
    /// <param name="databaseUrl">Its <c>DATABASE_URL</c>; null leaves that to the server's own default.</param>
    /// <param name="settings">Further environment variables.</param>
    public static async Task<ServerProcess> StartAsync(
        string? databaseUrl, params (string Name, string? Value)[] settings)
    {
        var folder = new ScratchFolder();
        return await ReadyAsync(folder, PatchlogProgram.Start(folder.Path, databaseUrl, ["serve"], settings));
    }

    /// <summary>Starts a server in a namespace of its own, where its folder is a file system of some size in memory.</summary>
    /// <param name="size">The size, as mount(8) has it.</param>
    /// <param name="databaseUrl">Its <c>DATABASE_URL</c>, with <c>{0}</c> for the folder.</param>
    /// <param name="settings">Further environment variables.</param>
    public static async Task<ServerProcess> StartOnSmallDiskAsync(
        string size, string databaseUrl, params (string Name, string? Value)[] settings)
    {
        var folder = new ScratchFolder();
        var process = PatchlogProgram.StartOnSmallDisk(
            folder.Path, size, string.Format(CultureInfo.InvariantCulture, databaseUrl, folder.Path), settings);
        return await ReadyAsync(folder, process);
    }

    /// <summary>Starts a server that may have so many files and connections open at once.</summary>
    /// <param name="files">The limit of the operating system.</param>
    /// <param name="databaseUrl">Its <c>DATABASE_URL</c>.</param>
    /// <param name="settings">Further environment variables.</param>
    public static async Task<ServerProcess> StartWithFewFilesAsync(
        int files, string databaseUrl, params (string Name, string? Value)[] settings)
    {
        var folder = new ScratchFolder();
        return await ReadyAsync(
            folder, PatchlogProgram.StartWithFewFiles(folder.Path, files, databaseUrl, settings));
    }

    static async Task<ServerProcess> ReadyAsync(ScratchFolder folder, ChildProcess process)
    {
        try
        {
            var line = await process.LineAsync(Readiness);
            return new ServerProcess(folder, process, new Uri(line[Readiness.Length..]));
        }
        catch
        {
            await process.DisposeAsync();
            folder.Dispose();
            throw;
        }
    }

    /// <summary>Ends it with SIGKILL: nothing it holds in memory survives.</summary>
    public Task KillAsync() => _process.KillAsync();

    /// <summary>Asks it to end, with SIGTERM, and answers with its exit code.</summary>
    public Task<int> TerminateAsync() => _process.TerminateAsync();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _folder.Dispose();
    }
}
