using Patchlog.Bundles;
using Patchlog.Journal;

namespace Patchlog.Activating;

/// <summary>The bundles that the database keeps, compiled. Safe for concurrent use.</summary>
/// <param name="store">Has their files.</param>
sealed class StoredBundles(IBundleStore store)
{
    /// <summary>Keeps the files of a bundle; nothing happens if they are there already.</summary>
    /// <exception cref="JournalUnavailableException">The database can't be reached.</exception>
    public Task StoreAsync(BundleFiles files, CancellationToken cancellation) =>
        store.StoreAsync(files.Digest, files.Content, cancellation);

    /// <summary>A bundle; null if it is not there, or can't be used by this version of the program.</summary>
    /// <exception cref="JournalUnavailableException">The database can't be reached.</exception>
    public async Task<Bundle?> FindAsync(string digest, CancellationToken cancellation) =>
        await store.FindAsync(digest, cancellation) is { } content
        && BundleFiles.TryRead(content, out var files) && files.Digest == digest
        && BundleCompiler.TryCompile(files, out var bundle, out _)
            ? bundle
            : null;
}
