using Patchlog.Testing;

namespace Patchlog.Server.Tests.Harness;

/// <summary>A server with a bundle that a test writes down.</summary>
sealed class BundledServer : IAsyncDisposable
{
    readonly ScratchFolder _folder;
    readonly ServerProcess _server;

    BundledServer(ScratchFolder folder, ServerProcess server) => (_folder, _server) = (folder, server);

    /// <summary>Where it listens.</summary>
    public Uri Address => _server.Address;

    /// <summary>The tenant <c>t</c> of it.</summary>
    public Api Api => new(Address, "/v1/t");

    /// <summary>The folder of the bundle.</summary>
    public string Bundle => _folder.Path;

    /// <summary>What it logged so far.</summary>
    public string Errors => _server.Errors;

    /// <summary>Writes a bundle, and starts a server with it.</summary>
    /// <param name="database">The <c>DATABASE_URL</c>.</param>
    /// <param name="files">The files of the bundle.</param>
    /// <param name="settings">Further environment variables.</param>
    public static async Task<BundledServer> StartAsync(
        string database, IEnumerable<(string Path, string Text)> files, params (string Name, string? Value)[] settings)
    {
        var folder = new ScratchFolder();
        try
        {
            foreach (var (path, text) in files)
            {
                Directory.CreateDirectory(Path.GetDirectoryName(folder.File(path))!);
                await File.WriteAllTextAsync(folder.File(path), text);
            }

            return new(folder, await ServerProcess.StartAsync(
                database, [("ARTIFACTS_DIR", folder.Path), ("LOG_LEVEL", "fatal"), .. settings]));
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
    }
}
