using Patchlog.Following;

namespace Patchlog.Journal;

/// <summary>
/// The journal as a feed reads it: in pages of ready text, and with a hint when other processes have written. Safe for
/// concurrent use.
/// </summary>
interface IJournalFeed
{
    /// <summary>
    /// Reads the wanted events in (<see cref="FeedRange.After"/>, <see cref="FeedRange.UpTo"/>], oldest first. The page
    /// ends where the range does, or after <see cref="FeedRange.Limit"/> events or <see cref="FeedRange.MaxBytes"/> of
    /// text. Its <see cref="FeedPage.Through"/> says how far it got, and is always further than where it began.
    /// </summary>
    /// <exception cref="JournalUnavailableException">The database can't be reached.</exception>
    Task<FeedPage> ReadAsync(Tenant tenant, FeedRange range, CancellationToken cancellation);

    /// <summary>
    /// Finds the heads of several tenants, in their order; <see cref="Head.Start"/> for a tenant without events.
    /// </summary>
    /// <exception cref="JournalUnavailableException">The database can't be reached.</exception>
    Task<FoundHead[]> FindHeadsAsync(IReadOnlyList<TenantHead> tenants, CancellationToken cancellation);

    /// <summary>
    /// Reports commits of other processes as soon as they are known, until cancelled. They are only hints: some may be
    /// missed or late, and <see cref="FindHeadsAsync"/> is the truth.
    /// </summary>
    /// <param name="heard">Called with a tenant and a position that it has reached at least; must not block.</param>
    /// <param name="cancellation">Ends the listening.</param>
    Task ListenAsync(Action<Tenant, Position> heard, CancellationToken cancellation);
}
