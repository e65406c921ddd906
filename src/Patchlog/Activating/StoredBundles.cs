using Patchlog.Bundles;
using Patchlog.Journal;

namespace Patchlog.Activating;

/// <summary>The bundles that the database keeps, compiled. Safe for concurrent use.</summary>
/// <param name="store">Has their files.</param>
sealed class StoredBundles(IBundleStore store)
{
    volatile string? _stored;

    /// <summary>
    /// Keeps the files of a bundle; nothing happens if they are there already, and those that were stored last are not
    /// sent again.
    /// </summary>
    /// <exception cref="JournalUnavailableException">The database can't be reached.</exception>
    public async Task StoreAsync(BundleFiles files, CancellationToken cancellation)
    {
        if (_stored == files.Digest)
            return;

        await store.StoreAsync(files.Digest, files.Content, cancellation);
        _stored = files.Digest;
    }

    /// <summary>A bundle; null if it is not there, or can't be used by this version of the program.</summary>
    /// <exception cref="JournalUnavailableException">The database can't be reached.</exception>
    public async Task<Bundle?> FindAsync(string digest, CancellationToken cancellation) =>
        await store.FindAsync(digest, cancellation) is { } content
        && BundleFiles.TryRead(content, out var files) && files.Digest == digest
        && BundleCompiler.TryCompile(files, out var bundle, out _)
            ? bundle
            : null;
}
