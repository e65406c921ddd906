using System.Collections.Immutable;
using Patchlog.Searching;

namespace Patchlog.Journal;

/// <summary>The reads of a journal. Each sees everything that was acknowledged before it began.</summary>
/// <remarks>
/// All methods throw <see cref="JournalUnavailableException"/> when the database can't be reached, and
/// <see cref="JournalDamagedException"/> when a row is not what was written.
/// </remarks>
interface IJournalReader
{
    /// <summary>
    /// The heads of several tenants, and the current states of several aggregates, which are no older than these heads.
    /// Both in order; <see cref="AggregateState.None"/> for an unknown aggregate.
    /// </summary>
    /// <param name="tenants">The tenants, with their heads as they were known.</param>
    /// <param name="keys">The aggregates.</param>
    /// <param name="maxBytes">
    /// Bytes of a document up to which it is read; of a larger one only <see cref="LoadedState.LargeBytes"/> is told.
    /// </param>
    /// <param name="cancellation">Ends the read.</param>
    /// <exception cref="JournalDamagedException">
    /// The database could not read one of the rows, and does not say which: asked for alone, the others can be read.
    /// </exception>
    Task<LoadedStates> LoadAsync(
        IReadOnlyList<TenantHead> tenants, IReadOnlyList<AggregateKey> keys, int maxBytes,
        CancellationToken cancellation);

    /// <summary>The same for documents of any size.</summary>
    Task<LoadedStates> LoadAsync(
        IReadOnlyList<TenantHead> tenants, IReadOnlyList<AggregateKey> keys, CancellationToken cancellation) =>
        LoadAsync(tenants, keys, int.MaxValue, cancellation);

    /// <summary>What became of the commands with these ids, in order; null for an id that took no effect.</summary>
    Task<StoredOutcome?[]> FindCommandsAsync(
        Tenant tenant, IReadOnlyList<CommandId> ids, CancellationToken cancellation);

    /// <summary>
    /// Events of one aggregate with versions in (<paramref name="after"/>, <paramref name="upTo"/>], oldest first; a
    /// page, which ends at a number of events or of bytes, or before a damaged one that is not its first.
    /// </summary>
    Task<Page<Event>> ReadHistoryAsync(
        AggregateKey key, Version after, Version upTo, int limit, long maxBytes, CancellationToken cancellation);

    /// <summary>
    /// All events of one aggregate with versions in (<paramref name="after"/>, <paramref name="upTo"/>], oldest first,
    /// if their documents have no more than a number of bytes together; else none, and none of them is read.
    /// </summary>
    Task<ImmutableArray<Event>> ReadSinceAsync(
        AggregateKey key, Version after, Version upTo, int maxBytes, CancellationToken cancellation);

    /// <summary>Events of a tenant after a position, oldest first.</summary>
    Task<ImmutableArray<Event>> ReadAsync(
        Tenant tenant, Position after, int limit, CancellationToken cancellation);

    /// <summary>
    /// Events of a tenant as they are stored, one aggregate after the other (by type and id in ordinal order), each
    /// from its first to its last; a page after the given version of the given aggregate, which ends at a number of
    /// events or of bytes.
    /// </summary>
    Task<Page<StoredEvent>> ReadByAggregateAsync(
        Tenant tenant, AggregateKey? after, Version afterVersion, int limit, long maxBytes,
        CancellationToken cancellation);

    /// <summary>
    /// Counts the events of a tenant after a position and up to another one, and those of them that are the first of
    /// their aggregate.
    /// </summary>
    Task<(long Events, long Created)> CountEventsAsync(
        Tenant tenant, Position after, Position upTo, CancellationToken cancellation);

    /// <summary>The latest kept state at or before a version; <see cref="AggregateState.None"/> without one.</summary>
    Task<AggregateState> FindSnapshotAsync(AggregateKey key, Version upTo, CancellationToken cancellation);

    /// <summary>
    /// Kept states of a tenant, in the order of <see cref="ReadByAggregateAsync"/>; a page after the given version of
    /// the given aggregate, which ends at a number of states or of bytes.
    /// </summary>
    Task<Page<Snapshot>> ReadSnapshotsAsync(
        Tenant tenant, AggregateKey? after, Version afterVersion, int limit, long maxBytes,
        CancellationToken cancellation);

    /// <summary>
    /// The version an aggregate had at a position; <see cref="Version.None"/> before its first event.
    /// </summary>
    Task<Version> FindVersionAsync(AggregateKey key, Position at, CancellationToken cancellation);

    /// <summary>The version an aggregate had at a time; <see cref="Version.None"/> before its first event.</summary>
    Task<Version> FindVersionAsync(AggregateKey key, DateTimeOffset at, CancellationToken cancellation);

    /// <summary>The position of the tenant's last event; <see cref="Position.Start"/> without one.</summary>
    Task<Position> FindHeadAsync(Tenant tenant, CancellationToken cancellation);

    /// <summary>
    /// The documents of a query behind a place, in its order; null for its start. A page ends at a number of documents
    /// or of bytes.
    /// </summary>
    Task<Page<FoundDocument>> FindAsync(
        Query query, KeysetPosition? after, int limit, long maxBytes, CancellationToken cancellation);

    /// <summary>How many documents a query has, or about how many, where that is cheaper to know.</summary>
    Task<long> CountAsync(Query query, bool isEstimate, CancellationToken cancellation);

    /// <summary>All tenants that ever had an event, by name in ordinal order.</summary>
    Task<ImmutableArray<Tenant>> ListTenantsAsync(CancellationToken cancellation);

    /// <summary>How many aggregates have a current state, the deleted included.</summary>
    Task<long> CountAsync(Tenant tenant, CancellationToken cancellation);

    /// <summary>Hears that what was read does not fit together; for the log. Never fails.</summary>
    void Report(JournalDamagedException damage)
    {
        // A reader without a log.
    }
}
