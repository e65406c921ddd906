namespace Patchlog.Bundles;

/// <summary>A folder of this machine, which is watched.</summary>
/// <remarks>
/// The file system's notifications only wake the question: they get lost on network drives and under load, so the
/// folder is also looked at from time to time. A look may fall among the steps of a deployment, and find some old files
/// and some new ones. So what has changed is taken only if two looks in a row found the same.
/// </remarks>
public sealed class FolderSource : IBundleSource
{
    readonly string _root;
    readonly TimeProvider _time;
    readonly SemaphoreSlim _changed = new(0, 1);
    FileSystemWatcher? _watcher;
    string? _taken;

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
    public async Task<FetchedBundle?> FetchAsync(CancellationToken cancellation)
    {
        Watch();
        var last = Look(cancellation);
        for (var looks = 1; looks < BundleLimits.MaxFolderLooks; looks++)
        {
            if (last.Name == _taken)
                return null;

            await Task.Delay(BundleLimits.FolderSettling, _time, cancellation);
            var next = Look(cancellation);
            if (next.Name == last.Name)
                return Take(next);

            last = next;
        }

        throw new BundleSourceException($"{Path} keeps changing; it is looked at again.");
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

    // A refusal counts only if it is found twice, too: half a file may be no text.
    FolderLook Look(CancellationToken cancellation)
    {
        try
        {
            return new FolderLook.Found(FolderReader.Read(Path, cancellation));
        }
        catch (BundleSourceException refusal)
        {
            return new FolderLook.Refused(refusal);
        }
    }

    FetchedBundle Take(FolderLook look)
    {
        var fetched = look.Take();
        _taken = look.Name;

        return fetched;
    }

    /// <summary>What one look found; two that found the same have the same name.</summary>
    abstract record FolderLook(string Name)
    {
        public abstract FetchedBundle Take();

        public sealed record Found(FetchedBundle Bundle) : FolderLook($"{Bundle.Files.Digest} {Bundle.Commit}")
        {
            public override FetchedBundle Take() => Bundle;
        }

        public sealed record Refused(BundleSourceException Refusal) : FolderLook(Refusal.Message)
        {
            public override FetchedBundle Take() => throw Refusal;
        }
    }
}
