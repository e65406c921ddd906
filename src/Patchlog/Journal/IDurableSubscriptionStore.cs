using System.Collections.Immutable;

namespace Patchlog.Journal;

/// <summary>
/// Where named subscriptions keep what their workers share: a small document each, changed by compare-and-set, so that
/// what may be done with it is decided in one place for both databases. Safe for concurrent use.
/// </summary>
interface IDurableSubscriptionStore
{
    /// <summary>What is kept under a name, and the database's clock, by which leases are measured.</summary>
    /// <exception cref="JournalUnavailableException">The database can't be reached.</exception>
    Task<StoredDurableSubscription> FindAsync(Tenant tenant, string name, CancellationToken cancellation);

    /// <summary>
    /// Replaces what was found, and is durable when it answers; false if somebody else has changed it since.
    /// </summary>
    /// <param name="tenant">Whose.</param>
    /// <param name="name">The name.</param>
    /// <param name="revision">The revision that was found; 0 if there was none.</param>
    /// <param name="document">What to keep: JSON.</param>
    /// <param name="cancellation">Ends the attempt; it may have taken effect.</param>
    /// <exception cref="JournalUnavailableException">The database can't be reached; it may have taken effect.</exception>
    Task<bool> TryReplaceAsync(
        Tenant tenant, string name, long revision, byte[] document, CancellationToken cancellation);

    /// <summary>All that is kept, by tenant and name in ordinal order.</summary>
    /// <param name="tenant">Whose; null for all.</param>
    /// <param name="cancellation">Ends the attempt.</param>
    /// <exception cref="JournalUnavailableException">The database can't be reached.</exception>
    Task<ImmutableArray<ListedDurableSubscription>> ListAsync(Tenant? tenant, CancellationToken cancellation);

    /// <summary>
    /// Forgets what is kept under a name; false if there is nothing. Whoever has found it before replaces nothing, even if
    /// the name is in use again by then: revisions begin with the time, and so none is given twice while the clock does not
    /// go back.
    /// </summary>
    /// <exception cref="JournalUnavailableException">The database can't be reached; it may have taken effect.</exception>
    Task<bool> DropAsync(Tenant tenant, string name, CancellationToken cancellation);
}

/// <summary>A named subscription as it is kept.</summary>
/// <param name="Revision">Grows with each change, from the time on at which it was made; 0 if there is none of that name.</param>
/// <param name="Document">JSON; null if there is none.</param>
/// <param name="Now">The database's clock.</param>
readonly record struct StoredDurableSubscription(long Revision, byte[]? Document, DateTimeOffset Now);

/// <summary>A named subscription as it is kept, among others.</summary>
/// <param name="Tenant">Whose.</param>
/// <param name="Name">Its name.</param>
/// <param name="Document">JSON.</param>
/// <param name="Now">The database's clock.</param>
readonly record struct ListedDurableSubscription(Tenant Tenant, string Name, byte[] Document, DateTimeOffset Now);
