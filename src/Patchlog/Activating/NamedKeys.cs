using System.Collections.Frozen;
using System.Collections.Immutable;
using Patchlog.Bundles;
using Patchlog.Journal;

namespace Patchlog.Activating;

/// <summary>What the bundles that servers use name as unique. Used by one caller at a time.</summary>
/// <param name="bundles">Has those of other servers, each of which is compiled once.</param>
sealed class NamedKeys(StoredBundles bundles)
{
    // Null for what this version of the program can't read.
    Dictionary<string, FrozenSet<UniqueDeclaration>?> _byDigest = new(StringComparer.Ordinal);

    /// <summary>What one bundle names; nothing without one.</summary>
    public static IEnumerable<UniqueDeclaration> Of(Bundle? bundle) =>
        from type in bundle?.Types ?? []
        from key in type.UniqueKeys
        select UniqueDeclaration.Of(type.Name, key.Paths);

    /// <summary>Takes a bundle that is at hand, which need not be read.</summary>
    public void Know(Bundle bundle)
    {
        if (bundle.Digest is { } digest)
            _byDigest[digest] = Of(bundle).ToFrozenSet();
    }

    /// <summary>What any of some bundles names; null if one of them can't be read.</summary>
    public async Task<HashSet<UniqueDeclaration>?> FindAsync(
        ImmutableArray<string> digests, CancellationToken cancellation)
    {
        var known = new Dictionary<string, FrozenSet<UniqueDeclaration>?>(StringComparer.Ordinal);
        foreach (var digest in digests)
        {
            known[digest] = _byDigest.TryGetValue(digest, out var named)
                ? named
                : await ReadAsync(digest, cancellation);
        }

        _byDigest = known;      // what nobody uses any more is forgotten
        return known.Values.Any(named => named is null)
            ? null
            : known.Values.OfType<FrozenSet<UniqueDeclaration>>().SelectMany(named => named).ToHashSet();
    }

    async Task<FrozenSet<UniqueDeclaration>?> ReadAsync(string digest, CancellationToken cancellation) =>
        await bundles.FindAsync(digest, cancellation) is { } bundle ? Of(bundle).ToFrozenSet() : null;
}
