namespace Patchlog.Journal;

/// <summary>
/// The bundles that ever judged an event, by digest: so that any event can be explained, and a server can start while
/// the source of its bundle is away. Safe for concurrent use.
/// </summary>
interface IBundleStore
{
    /// <summary>Keeps a bundle; nothing happens if it is there already.</summary>
    /// <param name="digest">Names it.</param>
    /// <param name="content">Its files as one text.</param>
    /// <param name="cancellation">Stops waiting; it may have been stored.</param>
    Task StoreAsync(string digest, string content, CancellationToken cancellation);

    /// <summary>The content of a bundle; null if it was never stored.</summary>
    Task<string?> FindAsync(string digest, CancellationToken cancellation);
}
