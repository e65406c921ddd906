using System.Collections.Immutable;

namespace Patchlog.Journal;

/// <summary>
/// Events, current state and effects in one database, changed together in one transaction. The two implementations are
/// siblings with the same cast of files, and pass one contract suite. Safe for concurrent use.
/// </summary>
/// <remarks>
/// Every method throws <see cref="JournalUnavailableException"/> when the database can't be reached. Queries and
/// histories throw <see cref="ReadRefusedException"/> when too many wait, and when one takes too long. There is nothing
/// else that a caller could act on.
/// </remarks>
interface IJournal : IAsyncDisposable
{
    /// <summary>What the database's settings promise about an acknowledged append; read at start.</summary>
    Durability Durability { get; }

    /// <summary>The database's clock, as far as it is known: what deadlines are counted by.</summary>
    DateTimeOffset Now { get; }

    /// <summary>
    /// The random id of this database's numbering, renewed when positions may name other events; as it was read last.
    /// </summary>
    Guid Epoch { get; }

    /// <summary>Reads the epoch again: another process may have renewed it.</summary>
    Task<Guid> ReadEpochAsync(CancellationToken cancellation);

    /// <summary>
    /// Begins a new epoch and answers its id. Other journals learn of it when they read theirs again.
    /// </summary>
    /// <param name="from">
    /// The epoch that is to end: if it has ended already, nothing happens, and the one that followed is the answer.
    /// Null for whichever there is.
    /// </param>
    /// <param name="cancellation">Stops waiting; the epoch may have been renewed.</param>
    Task<Guid> RenewEpochAsync(Guid? from, CancellationToken cancellation);

    /// <summary>Everything that only reads.</summary>
    IJournalReader Reader { get; }

    /// <summary>The events as a feed reads them.</summary>
    IJournalFeed Feed { get; }

    /// <summary>What durable subscriptions keep.</summary>
    IDurableSubscriptionStore DurableSubscriptions { get; }

    /// <summary>The bundles that were ever active.</summary>
    IBundleStore Bundles { get; }

    /// <summary>What long-running processes wait for.</summary>
    IProcessStore Processes { get; }

    /// <summary>The declared indexes.</summary>
    IJournalIndexes Indexes { get; }

    /// <summary>What is declared unique, and the keys of the documents it concerns.</summary>
    IUniqueKeyStore UniqueKeys { get; }

    /// <summary>Writes something of no meaning, to find out whether an append would succeed.</summary>
    Task PingAsync(CancellationToken cancellation);

    /// <summary>
    /// Appends a batch of one tenant in one transaction and answers for each entry by itself, in order. The outcome is
    /// that of the entries appended one by one: a condition is judged on what the admitted entries before it in the
    /// batch have done, and whether its values are unique is judged on what they have left, last of all. What is
    /// declared unique is what the database has declared, whoever knew of it before. Entries of one aggregate form a
    /// chain in the order given: an entry is admitted only if the one before it was.
    /// </summary>
    /// <param name="tenant">The owner of the batch.</param>
    /// <param name="batch">The entries.</param>
    /// <param name="fence">What keeps the whole batch out.</param>
    /// <param name="cancellation">Stops waiting; the batch may have taken effect.</param>
    /// <exception cref="HeadGoneException">The journal lost its end; nothing was written.</exception>
    Task<AppendResult> AppendAsync(
        Tenant tenant, IReadOnlyList<Append> batch, AppendFence fence, CancellationToken cancellation);

    /// <summary>
    /// Runs the database's own check of its files; answers a sentence for each fault, and null where it has no check
    /// that it lets us run.
    /// </summary>
    Task<ImmutableArray<string>?> CheckFilesAsync(CancellationToken cancellation);

    /// <summary>
    /// Replaces all current states and snapshots of a tenant in one transaction, with nobody appending meanwhile.
    /// <paramref name="rows"/> is read after the tenant is locked: what it reads of the journal is all there is.
    /// </summary>
    Task ReplaceStatesAsync(Tenant tenant, IAsyncEnumerable<DerivedRow> rows, CancellationToken cancellation);
}
