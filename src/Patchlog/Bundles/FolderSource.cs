using System.Collections.Immutable;

namespace Patchlog.Bundles;

/// <summary>A folder of this machine, which is watched.</summary>
/// <remarks>
/// The file system's notifications only wake the question: they get lost on network drives and under load, so the
/// folder is also looked at from time to time.
/// </remarks>
public sealed class FolderSource : IBundleSource
{
    readonly string _root;
    readonly TimeProvider _time;
    readonly SemaphoreSlim _changed = new(0, 1);
    FileSystemWatcher? _watcher;
    string? _digest;
    string? _commit;

    /// <param name="path">The folder; it need not be there yet.</param>
    /// <param name="time">The clock of the pauses between two looks.</param>
    public FolderSource(string path, TimeProvider time)
    {
        (Path, _root, _time) = (path, System.IO.Path.GetFullPath(path), time);
    }

    /// <summary>The folder as it was named.</summary>
    public string Path { get; }

    /// <inheritdoc/>
    public string Description => $"folder {Path}";

    /// <inheritdoc/>
    public Task<FetchedBundle?> FetchAsync(CancellationToken cancellation)
    {
        Watch();
        if (!BundleFiles.TryCreate(Read(cancellation), out var files, out var faults))
            throw Refuse(faults);

        var commit = FindCommit(files.Digest);
        if (files.Digest == _digest && commit == _commit)
            return Task.FromResult<FetchedBundle?>(null);

        (_digest, _commit) = (files.Digest, commit);
        return Task.FromResult<FetchedBundle?>(new(files, commit));
    }

    /// <inheritdoc/>
    public async Task WaitAsync(CancellationToken cancellation)
    {
        using var looking = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        await Task.WhenAny(
            _changed.WaitAsync(looking.Token), Task.Delay(BundleLimits.FolderInterval, _time, looking.Token));
        await looking.CancelAsync();
        cancellation.ThrowIfCancellationRequested();

        // An editor writes a file in several steps, and a deployment many files.
        await Task.Delay(BundleLimits.FolderSettling, _time, cancellation);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _watcher?.Dispose();
        _changed.Dispose();

        return ValueTask.CompletedTask;
    }

    // Begins with the first fetch, and again once a folder that was missing is there.
    void Watch()
    {
        if (!Directory.Exists(_root))
        {
            _watcher?.Dispose();
            _watcher = null;
            throw new BundleSourceException($"There is no folder {Path}.");
        }

        if (_watcher is not null)
            return;

        var watcher = new FileSystemWatcher(_root) { IncludeSubdirectories = true };
        watcher.Changed += (_, _) => Wake();
        watcher.Created += (_, _) => Wake();
        watcher.Deleted += (_, _) => Wake();
        watcher.Renamed += (_, _) => Wake();
        watcher.Error += (_, _) => Wake();
        try
        {
            watcher.EnableRaisingEvents = true;
            _watcher = watcher;
        }
        catch (IOException)     // the user has no watches left: then the looks from time to time have to do
        {
            watcher.Dispose();
        }
    }

    void Wake()
    {
        try
        {
            if (_changed.CurrentCount == 0)
                _changed.Release();
        }
        catch (Exception failure) when (failure is SemaphoreFullException or ObjectDisposedException)
        {
            // Somebody else has woken it, or it is over.
        }
    }

    List<BundleFile> Read(CancellationToken cancellation)
    {
        var (files, faults) = (new List<BundleFile>(), new List<BundleFault>());
        try
        {
            foreach (var (path, name) in Enumerate())
            {
                cancellation.ThrowIfCancellationRequested();
                if (files.Count > BundleLimits.MaxFiles)
                    throw new BundleSourceException($"{Path} has more than {BundleLimits.MaxFiles} artifacts.");

                if (BundleFile.TryRead(name, ReadBounded(path), out var file, out var fault))
                    files.Add(file);
                else
                    faults.Add(fault);
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new BundleSourceException($"{Path} can't be read: {failure.Message}", failure);
        }

        return faults.Count == 0 ? files : throw Refuse([.. faults]);
    }

    /// <summary>The commit that a baked folder is of; its artifacts must be those that were baked.</summary>
    string? FindCommit(string digest)
    {
        try
        {
            var file = System.IO.Path.Combine(_root, BundleLock.FileName);
            if (!File.Exists(file))
                return null;

            if (!BundleLock.TryRead(ReadBounded(file), out var locked, out var fault))
                throw Refuse([fault]);

            return locked.Digest == digest ? locked.Commit : throw Refuse(
            [
                new(BundleLock.FileName,
                    $"The artifacts have the digest {digest}, and {locked.Digest} was baked: they were changed since."),
            ]);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new BundleSourceException($"{Path} can't be read: {failure.Message}", failure);
        }
    }

    // Links are followed: deployments swap a folder by them.
    IEnumerable<(string Path, string Name)> Enumerate() => BundleLayout.Folders
        .Select(folder => System.IO.Path.Combine(_root, folder))
        .Where(Directory.Exists)
        .SelectMany(folder => Directory.EnumerateFiles(folder, "*", new EnumerationOptions
        {
            RecurseSubdirectories = true,
            AttributesToSkip = FileAttributes.None,
            IgnoreInaccessible = false,
            MaxRecursionDepth = BundleLimits.MaxFolderDepth,
        }))
        .Select(path => (path, System.IO.Path.GetRelativePath(_root, path).Replace('\\', '/')))
        .Where(file => BundleLayout.IsArtifact(file.Item2));

    static byte[] ReadBounded(string path)
    {
        using var stream = File.OpenRead(path);
        var length = (int)Math.Min(stream.Length, BundleLimits.MaxFileBytes + 1L);
        var content = new byte[length];
        stream.ReadExactly(content);

        return content;
    }

    static BundleSourceException Refuse(ImmutableArray<BundleFault> faults) =>
        new(faults[0].ToString()) { Faults = faults };
}
