using System.Collections.Immutable;
using Patchlog.Bundles;
using Patchlog.Journal;

namespace Patchlog.Processes;

/// <summary>
/// Which of the bundles that the database has ever had have processes: only their events mean something to any.
/// Thread-safe.
/// </summary>
/// <param name="store">Has the bundles.</param>
sealed class ProcessBundles(IBundleStore store)
{
    readonly Lock _lock = new();
    readonly HashSet<string> _known = [];
    ImmutableArray<string> _digests = [];

    /// <summary>Their digests, as far as they are known.</summary>
    public ImmutableArray<string> Digests
    {
        get
        {
            lock (_lock)
                return _digests;
        }
    }

    /// <summary>
    /// Their digests, all of them: a bundle is stored before it decides, so those of events that were committed before
    /// this was called are among them.
    /// </summary>
    /// <exception cref="JournalUnavailableException">The database can't be reached.</exception>
    public async Task<ImmutableArray<string>> RefreshAsync(CancellationToken cancellation)
    {
        foreach (var digest in await store.ListAsync(cancellation))
        {
            if (!IsKnown(digest))
                Learn(digest, await HasProcessesAsync(digest, cancellation));
        }

        return Digests;
    }

    bool IsKnown(string digest)
    {
        lock (_lock)
            return _known.Contains(digest);
    }

    void Learn(string digest, bool hasProcesses)
    {
        lock (_lock)
        {
            if (_known.Add(digest) && hasProcesses)
                _digests = _digests.Add(digest);
        }
    }

    async Task<bool> HasProcessesAsync(string digest, CancellationToken cancellation) =>
        await store.FindAsync(digest, cancellation) is { } content
        && BundleFiles.TryRead(content, out var files)
        && files.Files.Any(file => file.Path.StartsWith(BundleLayout.Processes, StringComparison.Ordinal));
}
