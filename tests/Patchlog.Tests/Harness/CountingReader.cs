using System.Collections.Immutable;
using Patchlog.Journal;

namespace Patchlog.Tests.Harness;

/// <summary>A reader that counts the events it hands out as history, to prove how many a fold takes.</summary>
sealed class CountingReader(IJournalReader inner) : IJournalReader
{
    public int Events { get; private set; }

    public async Task<ImmutableArray<Event>> ReadHistoryAsync(
        AggregateKey key, Version after, Version upTo, int limit, CancellationToken cancellation)
    {
        var events = await inner.ReadHistoryAsync(key, after, upTo, limit, cancellation);
        Events += events.Length;
        return events;
    }

    public Task<AggregateState[]> LoadAsync(IReadOnlyList<AggregateKey> keys, CancellationToken cancellation) =>
        inner.LoadAsync(keys, cancellation);

    public Task<StoredOutcome?[]> FindCommandsAsync(
        Tenant tenant, IReadOnlyList<CommandId> ids, CancellationToken cancellation) =>
        inner.FindCommandsAsync(tenant, ids, cancellation);

    public Task<ImmutableArray<Event>> ReadAsync(
        Tenant tenant, Position after, int limit, CancellationToken cancellation) =>
        inner.ReadAsync(tenant, after, limit, cancellation);

    public Task<ImmutableArray<Event>> ReadByAggregateAsync(
        Tenant tenant, AggregateKey? after, Version afterVersion, int limit, CancellationToken cancellation) =>
        inner.ReadByAggregateAsync(tenant, after, afterVersion, limit, cancellation);

    public Task<AggregateState> FindSnapshotAsync(AggregateKey key, Version upTo, CancellationToken cancellation) =>
        inner.FindSnapshotAsync(key, upTo, cancellation);

    public Task<Version> FindVersionAsync(AggregateKey key, Position at, CancellationToken cancellation) =>
        inner.FindVersionAsync(key, at, cancellation);

    public Task<Version> FindVersionAsync(AggregateKey key, DateTimeOffset at, CancellationToken cancellation) =>
        inner.FindVersionAsync(key, at, cancellation);

    public Task<Position> FindHeadAsync(Tenant tenant, CancellationToken cancellation) =>
        inner.FindHeadAsync(tenant, cancellation);

    public Task<ImmutableArray<(AggregateId Id, AggregateState State)>> ListAsync(
        Tenant tenant, TargetName targetName, AggregateId? after, int limit, CancellationToken cancellation) =>
        inner.ListAsync(tenant, targetName, after, limit, cancellation);

    public Task<ImmutableArray<Tenant>> ListTenantsAsync(CancellationToken cancellation) =>
        inner.ListTenantsAsync(cancellation);

    public Task<long> CountAsync(Tenant tenant, CancellationToken cancellation) =>
        inner.CountAsync(tenant, cancellation);
}
