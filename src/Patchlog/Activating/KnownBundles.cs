using Patchlog.Bundles;
using Patchlog.Journal;

namespace Patchlog.Activating;

/// <summary>
/// The bundles that have decided, as far as the database has them and this version of the program can use them. A few
/// stay compiled; whoever asks for one that is being compiled waits for it. Thread-safe.
/// </summary>
/// <param name="active">The bundle that decides now.</param>
/// <param name="stored">Has all of them.</param>
sealed class KnownBundles(ActiveBundle active, StoredBundles stored)
{
    readonly LinkedList<Bundle> _compiled = [];
    readonly Dictionary<string, Task<Bundle?>> _loading = [];
    readonly HashSet<string> _useless = [];
    readonly Lock _lock = new();

    /// <summary>A bundle; null if it is not to be had.</summary>
    /// <param name="digest">Names it; null for that of a server without one.</param>
    /// <param name="cancellation">Stops waiting; others may wait for the bundle as well.</param>
    /// <exception cref="JournalUnavailableException">The database can't be reached.</exception>
    public Task<Bundle?> FindAsync(string? digest, CancellationToken cancellation)
    {
        if (digest is null)
            return Task.FromResult<Bundle?>(Bundle.Empty);

        if (active.Current is { } current && current.Digest == digest)
            return Task.FromResult<Bundle?>(current);

        lock (_lock)
        {
            if (FindCompiled(digest) is { } compiled)
                return Task.FromResult<Bundle?>(compiled);

            if (_useless.Contains(digest))
                return Task.FromResult<Bundle?>(null);

            if (!_loading.TryGetValue(digest, out var loading))
                _loading.Add(digest, loading = Task.Run(() => LoadAsync(digest), CancellationToken.None));

            return loading.WaitAsync(cancellation);
        }
    }

    Bundle? FindCompiled(string digest)
    {
        if (_compiled.FirstOrDefault(one => one.Digest == digest) is not { } bundle)
            return null;

        _compiled.Remove(bundle);
        _compiled.AddFirst(bundle);

        return bundle;
    }

    async Task<Bundle?> LoadAsync(string digest)
    {
        Bundle? bundle = null;
        var isRead = false;
        try
        {
            bundle = await stored.FindAsync(digest, CancellationToken.None);
            isRead = true;

            return bundle;
        }
        finally
        {
            lock (_lock)
            {
                _loading.Remove(digest);
                if (isRead)
                    Remember(digest, bundle);
            }
        }
    }

    void Remember(string digest, Bundle? bundle)
    {
        if (bundle is null)
        {
            if (_useless.Count == ActivationLimits.MaxUselessBundles)
                _useless.Clear();

            _useless.Add(digest);
            return;
        }

        _compiled.AddFirst(bundle);
        if (_compiled.Count > ActivationLimits.MaxCompiledBundles)
            _compiled.RemoveLast();
    }
}
