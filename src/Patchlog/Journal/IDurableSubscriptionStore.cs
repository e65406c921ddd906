using System.Collections.Immutable;

namespace Patchlog.Journal;

/// <summary>
/// Where durable subscriptions keep what their workers share: each has a small document that is changed by
/// compare-and-set, so that what may be done with it is decided in one place for both databases. Safe for concurrent
/// use.
/// </summary>
interface IDurableSubscriptionStore
{
    /// <summary>What is kept under a name, and the database's clock, by which leases are measured.</summary>
    /// <exception cref="JournalUnavailableException">The database can't be reached.</exception>
    Task<StoredDurableSubscription> FindAsync(Tenant tenant, string name, CancellationToken cancellation);

    /// <summary>
    /// Replaces what was found, and is durable when it answers; false if somebody else has changed it since.
    /// </summary>
    /// <param name="tenant">The tenant whose events the subscription follows.</param>
    /// <param name="name">The subscription's name.</param>
    /// <param name="revision">The revision that was found; 0 if there was none.</param>
    /// <param name="document">The JSON to keep.</param>
    /// <param name="cancellation">Ends the attempt; it may have taken effect.</param>
    /// <exception cref="JournalUnavailableException">
    /// The database can't be reached; it may have taken effect.
    /// </exception>
    Task<bool> TryReplaceAsync(
        Tenant tenant, string name, long revision, byte[] document, CancellationToken cancellation);

    /// <summary>All that is kept, by tenant and name in ordinal order.</summary>
    /// <param name="tenant">The tenant whose subscriptions are wanted; null for those of all tenants.</param>
    /// <param name="cancellation">Ends the attempt.</param>
    /// <exception cref="JournalUnavailableException">The database can't be reached.</exception>
    Task<ImmutableArray<ListedDurableSubscription>> ListAsync(Tenant? tenant, CancellationToken cancellation);

    /// <summary>
    /// Forgets what is kept under a name; false if there is nothing. A caller that found it before can't replace it
    /// afterwards, even if the name is in use again by then: revisions begin with the time, so none is given twice
    /// while the clock does not go back.
    /// </summary>
    /// <exception cref="JournalUnavailableException">
    /// The database can't be reached; it may have taken effect.
    /// </exception>
    Task<bool> DropAsync(Tenant tenant, string name, CancellationToken cancellation);
}
