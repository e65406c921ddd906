using System.Collections.Immutable;
using Patchlog.Searching;

namespace Patchlog.Journal;

/// <summary>A reader that logs the damage it meets, whoever asks.</summary>
/// <param name="inner">The reader.</param>
/// <param name="log">Takes the damage.</param>
sealed class ReportingReader(IJournalReader inner, DamageLog log) : IJournalReader
{
    public async Task<LoadedStates> LoadAsync(
        IReadOnlyList<TenantHead> tenants, IReadOnlyList<AggregateKey> keys, int maxBytes,
        CancellationToken cancellation)
    {
        var loading = inner.LoadAsync(tenants, keys, maxBytes, cancellation);

        // Of many, nobody knows which one is damaged: each is asked for alone then, and told.
        var loaded = await (tenants.Count + keys.Count <= 2 ? log.WatchAsync(loading) : loading);
        foreach (var state in loaded.Found)
            if (state.Damage is { } damage)
                log.Report(damage);

        return loaded;
    }

    public Task<StoredOutcome?[]> FindCommandsAsync(
        Tenant tenant, IReadOnlyList<CommandId> ids, CancellationToken cancellation) =>
        log.WatchAsync(inner.FindCommandsAsync(tenant, ids, cancellation));

    public Task<Page<Event>> ReadHistoryAsync(
        AggregateKey key, Version after, Version upTo, int limit, long maxBytes, CancellationToken cancellation) =>
        log.WatchAsync(inner.ReadHistoryAsync(key, after, upTo, limit, maxBytes, cancellation));

    public Task<ImmutableArray<Event>> ReadSinceAsync(
        AggregateKey key, Version after, Version upTo, int maxBytes, CancellationToken cancellation) =>
        log.WatchAsync(inner.ReadSinceAsync(key, after, upTo, maxBytes, cancellation));

    public Task<ImmutableArray<Event>> ReadAsync(
        Tenant tenant, Position after, int limit, CancellationToken cancellation) =>
        log.WatchAsync(inner.ReadAsync(tenant, after, limit, cancellation));

    public Task<Page<StoredEvent>> ReadByAggregateAsync(
        Tenant tenant, AggregateKey? after, Version afterVersion, int limit, long maxBytes,
        CancellationToken cancellation) =>
        log.WatchAsync(inner.ReadByAggregateAsync(tenant, after, afterVersion, limit, maxBytes, cancellation));

    public Task<(long Events, long Created)> CountEventsAsync(
        Tenant tenant, Position after, Position upTo, CancellationToken cancellation) =>
        log.WatchAsync(inner.CountEventsAsync(tenant, after, upTo, cancellation));

    public Task<AggregateState> FindSnapshotAsync(AggregateKey key, Version upTo, CancellationToken cancellation) =>
        log.WatchAsync(inner.FindSnapshotAsync(key, upTo, cancellation));

    public Task<Page<Snapshot>> ReadSnapshotsAsync(
        Tenant tenant, AggregateKey? after, Version afterVersion, int limit, long maxBytes,
        CancellationToken cancellation) =>
        log.WatchAsync(inner.ReadSnapshotsAsync(tenant, after, afterVersion, limit, maxBytes, cancellation));

    public Task<Version> FindVersionAsync(AggregateKey key, Position at, CancellationToken cancellation) =>
        log.WatchAsync(inner.FindVersionAsync(key, at, cancellation));

    public Task<Version> FindVersionAsync(AggregateKey key, DateTimeOffset at, CancellationToken cancellation) =>
        log.WatchAsync(inner.FindVersionAsync(key, at, cancellation));

    public Task<Position> FindHeadAsync(Tenant tenant, CancellationToken cancellation) =>
        log.WatchAsync(inner.FindHeadAsync(tenant, cancellation));

    public Task<Page<FoundDocument>> FindAsync(
        Query query, KeysetPosition? after, int limit, long maxBytes, CancellationToken cancellation) =>
        log.WatchAsync(inner.FindAsync(query, after, limit, maxBytes, cancellation));

    public Task<long> CountAsync(Query query, bool isEstimate, CancellationToken cancellation) =>
        log.WatchAsync(inner.CountAsync(query, isEstimate, cancellation));

    public Task<ImmutableArray<Tenant>> ListTenantsAsync(CancellationToken cancellation) =>
        log.WatchAsync(inner.ListTenantsAsync(cancellation));

    public Task<long> CountAsync(Tenant tenant, CancellationToken cancellation) =>
        log.WatchAsync(inner.CountAsync(tenant, cancellation));

    public void Report(JournalDamagedException damage) => log.Report(damage);
}
