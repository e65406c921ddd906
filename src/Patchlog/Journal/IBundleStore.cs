using System.Collections.Immutable;

namespace Patchlog.Journal;

/// <summary>
/// The bundles that ever judged an event, by digest: so that any event can be explained, and a server can start while
/// the source of its bundle is away; and which server uses which of them. Safe for concurrent use.
/// </summary>
/// <remarks>All methods throw <see cref="JournalUnavailableException"/> when the database can't be reached.</remarks>
interface IBundleStore
{
    /// <summary>Keeps a bundle; nothing happens if it is there already.</summary>
    /// <param name="digest">Names it.</param>
    /// <param name="content">Its files as one text.</param>
    /// <param name="cancellation">Stops waiting; it may have been stored.</param>
    Task StoreAsync(string digest, string content, CancellationToken cancellation);

    /// <summary>The content of a bundle; null if it was never stored.</summary>
    Task<string?> FindAsync(string digest, CancellationToken cancellation);

    /// <summary>The digests of all bundles that were ever stored, in ordinal order.</summary>
    Task<ImmutableArray<string>> ListAsync(CancellationToken cancellation);

    /// <summary>
    /// Says that a server uses some bundles, and no others. It holds for <see cref="JournalLimits.BundleUse"/>, by the
    /// database's clock, and is said again before.
    /// </summary>
    /// <param name="server">Names the server among all of the database.</param>
    /// <param name="digests">The bundles; none if it stops.</param>
    /// <param name="cancellation">Stops waiting; it may have been said.</param>
    Task UseAsync(Guid server, ImmutableArray<string> digests, CancellationToken cancellation);

    /// <summary>The bundles that any server uses now, by digest.</summary>
    Task<ImmutableArray<string>> ListUsedAsync(CancellationToken cancellation);
}
