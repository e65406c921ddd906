using Patchlog.Activating;
using Patchlog.Bundles;

namespace Patchlog.Explaining;

/// <summary>
/// The bundles that have decided, as far as the database has them and this version of the program can use them. A few
/// are kept compiled. Not thread-safe: whoever explains waits for its turn.
/// </summary>
/// <param name="active">The bundle that decides now.</param>
/// <param name="stored">Has all of them.</param>
sealed class KnownBundles(ActiveBundle active, StoredBundles stored)
{
    readonly LinkedList<Bundle> _kept = [];
    readonly HashSet<string> _useless = [];

    /// <summary>A bundle; null if it is not to be had.</summary>
    /// <param name="digest">Names it; null for that of a server without one.</param>
    /// <param name="cancellation">Ends the read.</param>
    public async Task<Bundle?> FindAsync(string? digest, CancellationToken cancellation)
    {
        if (digest is null)
            return Bundle.Empty;

        if (active.Current is { } current && current.Digest == digest)
            return current;

        if (_kept.FirstOrDefault(bundle => bundle.Digest == digest) is { } kept)
        {
            _kept.Remove(kept);
            _kept.AddFirst(kept);
            return kept;
        }

        return _useless.Contains(digest)
            ? null
            : Remember(digest, await Task.Run(() => stored.FindAsync(digest, cancellation), cancellation));
    }

    Bundle? Remember(string digest, Bundle? compiled)
    {
        if (compiled is null)
        {
            if (_useless.Count == ExplainingLimits.MaxKnownUseless)
                _useless.Clear();

            _useless.Add(digest);
            return null;
        }

        _kept.AddFirst(compiled);
        if (_kept.Count > ExplainingLimits.MaxKeptBundles)
            _kept.RemoveLast();

        return compiled;
    }
}
