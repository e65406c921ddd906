using System.Collections.Immutable;
using Patchlog.Journal;
using Patchlog.Searching;

namespace Patchlog.Tests.Harness;

/// <summary>A real reader that counts the events it hands out as history, and the states; and can be cut off.</summary>
/// <param name="inner">The reader.</param>
/// <param name="before">What happens before each read, or instead of it if it throws; null for nothing.</param>
sealed class WatchedReader(IJournalReader inner, Func<Task>? before = null) : IJournalReader
{
    int _loaded;

    public int Events { get; private set; }

    /// <summary>How many states were asked for.</summary>
    public int Loaded => _loaded;

    /// <summary>What happens after each read of history; null for nothing.</summary>
    public Action? AfterHistory { get; init; }

    /// <summary>Another reader that is asked for states from now on; null for the same.</summary>
    public IJournalReader? Instead { get; set; }

    public async Task<Page<Event>> ReadHistoryAsync(
        AggregateKey key, Version after, Version upTo, int limit, long maxBytes, CancellationToken cancellation)
    {
        var page = await ReadAsync(() => inner.ReadHistoryAsync(key, after, upTo, limit, maxBytes, cancellation));
        Events += page.Items.Length;
        AfterHistory?.Invoke();
        return page;
    }

    public Task<ImmutableArray<Event>> ReadSinceAsync(
        AggregateKey key, Version after, Version upTo, int maxBytes, CancellationToken cancellation) =>
        ReadAsync(() => inner.ReadSinceAsync(key, after, upTo, maxBytes, cancellation));

    public Task<LoadedStates> LoadAsync(
        IReadOnlyList<TenantHead> tenants, IReadOnlyList<AggregateKey> keys, int maxBytes,
        CancellationToken cancellation)
    {
        Interlocked.Add(ref _loaded, keys.Count);
        return ReadAsync(() => (Instead ?? inner).LoadAsync(tenants, keys, maxBytes, cancellation));
    }

    public Task<StoredOutcome?[]> FindCommandsAsync(
        Tenant tenant, IReadOnlyList<CommandId> ids, CancellationToken cancellation) =>
        ReadAsync(() => inner.FindCommandsAsync(tenant, ids, cancellation));

    public Task<ImmutableArray<Event>> ReadAsync(
        Tenant tenant, Position after, int limit, CancellationToken cancellation) =>
        ReadAsync(() => inner.ReadAsync(tenant, after, limit, cancellation));

    public Task<Page<StoredEvent>> ReadByAggregateAsync(
        Tenant tenant, AggregateKey? after, Version afterVersion, int limit, long maxBytes,
        CancellationToken cancellation) =>
        ReadAsync(() => inner.ReadByAggregateAsync(tenant, after, afterVersion, limit, maxBytes, cancellation));

    public Task<(long Events, long Created)> CountEventsAsync(
        Tenant tenant, Position after, Position upTo, CancellationToken cancellation) =>
        ReadAsync(() => inner.CountEventsAsync(tenant, after, upTo, cancellation));

    public Task<AggregateState> FindSnapshotAsync(AggregateKey key, Version upTo, CancellationToken cancellation) =>
        ReadAsync(() => inner.FindSnapshotAsync(key, upTo, cancellation));

    public Task<Page<Snapshot>> ReadSnapshotsAsync(
        Tenant tenant, AggregateKey? after, Version afterVersion, int limit, long maxBytes,
        CancellationToken cancellation) =>
        ReadAsync(() => inner.ReadSnapshotsAsync(tenant, after, afterVersion, limit, maxBytes, cancellation));

    public Task<Version> FindVersionAsync(AggregateKey key, Position at, CancellationToken cancellation) =>
        ReadAsync(() => inner.FindVersionAsync(key, at, cancellation));

    public Task<Version> FindVersionAsync(AggregateKey key, DateTimeOffset at, CancellationToken cancellation) =>
        ReadAsync(() => inner.FindVersionAsync(key, at, cancellation));

    public Task<Position> FindHeadAsync(Tenant tenant, CancellationToken cancellation) =>
        ReadAsync(() => inner.FindHeadAsync(tenant, cancellation));

    public Task<Page<FoundDocument>> FindAsync(
        Query query, KeysetPosition? after, int limit, long maxBytes, CancellationToken cancellation) =>
        ReadAsync(() => inner.FindAsync(query, after, limit, maxBytes, cancellation));

    public Task<long> CountAsync(Query query, bool isEstimate, CancellationToken cancellation) =>
        ReadAsync(() => inner.CountAsync(query, isEstimate, cancellation));

    public Task<ImmutableArray<Tenant>> ListTenantsAsync(CancellationToken cancellation) =>
        ReadAsync(() => inner.ListTenantsAsync(cancellation));

    public Task<long> CountAsync(Tenant tenant, CancellationToken cancellation) =>
        ReadAsync(() => inner.CountAsync(tenant, cancellation));

    async Task<T> ReadAsync<T>(Func<Task<T>> read)
    {
        if (before is not null)
            await before();
        return await read();
    }
}
