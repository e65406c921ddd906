using Microsoft.Extensions.Logging;
using Patchlog.Commands;
using Patchlog.Deciding;
using Patchlog.Journal;
using Patchlog.Json;
using Patchlog.Publishing;
using Patchlog.Queries;
using Patchlog.Repairing;
using Patchlog.States;

namespace Patchlog;

/// <summary>
/// An event-sourced store of JSON documents: the kernel's one door. Commands go in, documents and their history come
/// out; where they are kept is the address's affair. Thread-safe; one per process and database.
/// </summary>
public sealed class DocumentStore : IAsyncDisposable
{
    readonly PublishingJournal _journal;
    readonly CommandExecutor _executor;
    readonly StateRepair _repair;
    readonly StateCache _cache;

    DocumentStore(IJournal opened, DocumentStoreOptions options, TimeProvider time, ILoggerFactory logs)
    {
        Feed = new(opened.Feed, opened.Epoch, options.Feed, time, logs.CreateLogger("Patchlog.Publishing"));
        DurableSubscriptions = new(opened.DurableSubscriptions, Feed, options.Feed, time, logs.CreateLogger("Patchlog.Publishing"));
        var journal = _journal = new PublishingJournal(opened, Feed);
        var cache = _cache = new StateCache(options.Commands.MaxCacheBytes);
        var loader = new StateLoader(journal.Reader, cache);
        _executor = new(
            journal, cache, loader, new Decider(options.Patches), options.Commands, time,
            logs.CreateLogger("Patchlog.Commands"));
        _repair = new(journal);
        Documents = new(journal.Reader, loader, cache);
        Collections = new(journal.Reader);
    }

    /// <summary>The reads of single documents.</summary>
    public Documents Documents { get; }

    /// <summary>The events of each tenant, in order, as they come.</summary>
    public Feed Feed { get; }

    /// <summary>Named subscriptions to them.</summary>
    public DurableSubscriptions DurableSubscriptions { get; }

    /// <summary>The searches.</summary>
    public Collections Collections { get; }

    /// <summary>The random id of the database's numbering: positions of another epoch mean nothing here.</summary>
    public Guid Epoch => _journal.Epoch;

    /// <summary>
    /// Begins a new epoch: for a copy of a database whose original goes on, and that does not notice by itself. Running
    /// servers learn of it when they start again.
    /// </summary>
    public Task<Guid> RenewEpochAsync(CancellationToken cancellation) => _journal.RenewEpochAsync(cancellation);

    /// <summary>A sentence for each setting of the database by which something acknowledged could be lost.</summary>
    public IReadOnlyList<string> DurabilityWarnings => _journal.Durability.Warnings;

    IJournalIndexes Indexes =>
        _journal.Indexes ?? throw new NotSupportedException("This journal has no declared indexes.");

    /// <summary>Connects to a database, and brings its tables to this version.</summary>
    /// <param name="address">Where.</param>
    /// <param name="options">Bounds.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logs">Where to log.</param>
    /// <param name="cancellation">Stops the attempt.</param>
    /// <exception cref="JournalUnavailableException">The database can't be reached, or another server has it.</exception>
    /// <exception cref="InvalidDataException">The database does not fit this program.</exception>
    public static async Task<DocumentStore> OpenAsync(
        DatabaseAddress address, DocumentStoreOptions options, TimeProvider time, ILoggerFactory logs,
        CancellationToken cancellation) =>
        new(await JournalOpener.OpenAsync(address, time, cancellation), options, time, logs);

    /// <inheritdoc cref="CommandExecutor.SubmitAsync"/>
    public ValueTask<Task<Outcome>> SubmitAsync(Command command, CancellationToken cancellation) =>
        _executor.SubmitAsync(command, cancellation);

    /// <summary>All tenants that ever had an event, by name in ordinal order.</summary>
    public async Task<IReadOnlyList<Tenant>> ListTenantsAsync(CancellationToken cancellation) =>
        await _journal.Reader.ListTenantsAsync(cancellation);

    /// <inheritdoc cref="StateRepair.VerifyAsync"/>
    public Task<StateReport> VerifyAsync(Tenant tenant, IProgress<long>? progress, CancellationToken cancellation) =>
        _repair.VerifyAsync(tenant, progress, cancellation);

    /// <inheritdoc cref="StateRepair.RebuildAsync"/>
    /// <remarks>No other process hears of it: what servers have in memory may be what was repaired. Restart them.</remarks>
    public async Task<StateReport> RebuildAsync(
        Tenant tenant, IProgress<long>? progress, CancellationToken cancellation)
    {
        var report = await _repair.RebuildAsync(tenant, progress, cancellation);
        _cache.Clear();
        return report;
    }

    /// <inheritdoc cref="IJournalIndexes.CreateAsync"/>
    public Task<bool> CreateIndexAsync(TargetName targetName, JsonPointer path, CancellationToken cancellation) =>
        Indexes.CreateAsync(targetName, path, cancellation);

    /// <inheritdoc cref="IJournalIndexes.DropAsync"/>
    public Task<bool> DropIndexAsync(TargetName targetName, JsonPointer path, CancellationToken cancellation) =>
        Indexes.DropAsync(targetName, path, cancellation);

    /// <inheritdoc cref="IJournalIndexes.ListAsync"/>
    public async Task<IReadOnlyList<DeclaredIndex>> ListIndexesAsync(CancellationToken cancellation) =>
        await Indexes.ListAsync(cancellation);

    /// <summary>Asks the database for a sign of life.</summary>
    /// <exception cref="JournalUnavailableException">There was none.</exception>
    public async Task PingAsync(CancellationToken cancellation) =>
        await _journal.Reader.FindHeadAsync(Tenant.Trusted("default"), cancellation);

    /// <summary>The position of the tenant's last event.</summary>
    public Task<Position> FindHeadAsync(Tenant tenant, CancellationToken cancellation) =>
        _journal.Reader.FindHeadAsync(tenant, cancellation);

    /// <summary>Waits until every command under way is answered, or for so long.</summary>
    public Task DrainAsync(TimeSpan patience) => _executor.DrainAsync(patience);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _executor.Dispose();
        await _journal.DisposeAsync();
    }
}

/// <summary>The bounds of a store.</summary>
public sealed record DocumentStoreOptions
{
    /// <summary>What may wait and repeat on a command's way.</summary>
    public CommandLimits Commands { get; init; } = new();

    /// <summary>What the feed keeps, and how often it looks.</summary>
    public FeedLimits Feed { get; init; } = new();

    /// <summary>What a patch may do, and how large a document may become.</summary>
    public PatchLimits Patches { get; init; } = new();
}
