namespace Patchlog.Journal;

/// <summary>
/// Events, current state and effects in one database, changed together in one transaction. The two implementations are
/// siblings with the same cast of files, and pass one contract suite. Safe for concurrent use.
/// </summary>
/// <remarks>
/// Every method throws <see cref="JournalUnavailableException"/> when the database can't be reached, and nothing
/// else that a caller could act on.
/// </remarks>
interface IJournal : IAsyncDisposable
{
    /// <summary>What the database's settings promise about an acknowledged append; read at start.</summary>
    Durability Durability { get; }

    /// <summary>The random id of this database's numbering, renewed when positions may name other events.</summary>
    Guid Epoch { get; }

    /// <summary>
    /// Begins a new epoch and answers its id. Journals that are open, this one included, learn of it when they are
    /// opened again.
    /// </summary>
    Task<Guid> RenewEpochAsync(CancellationToken cancellation);

    /// <summary>Everything that only reads.</summary>
    IJournalReader Reader { get; }

    /// <summary>The events as a feed reads them.</summary>
    IJournalFeed Feed { get; }

    /// <summary>What durable subscriptions keep.</summary>
    IDurableSubscriptionStore DurableSubscriptions { get; }

    /// <summary>
    /// The declared indexes; null where there can be none: SQLite reads all documents of a type for any query.
    /// </summary>
    IJournalIndexes? Indexes { get; }

    /// <summary>
    /// Appends a batch of one tenant in one transaction and answers for each entry by itself, in order. The outcome is
    /// that of the entries appended one by one: a condition is judged on what the admitted entries before it in the
    /// batch have done. Entries of one aggregate form a chain in the order given: an entry is admitted only if the one
    /// before it was.
    /// </summary>
    Task<AppendResult> AppendAsync(Tenant tenant, IReadOnlyList<Append> batch, CancellationToken cancellation);

    /// <summary>
    /// Replaces all current states and snapshots of a tenant in one transaction, with nobody appending meanwhile.
    /// <paramref name="rows"/> is read after the tenant is locked: what it reads of the journal is all there is.
    /// </summary>
    Task ReplaceStatesAsync(Tenant tenant, IAsyncEnumerable<DerivedRow> rows, CancellationToken cancellation);
}
