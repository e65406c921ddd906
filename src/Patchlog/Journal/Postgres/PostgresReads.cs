using System.Collections.Immutable;
using Patchlog.Admission;
using Patchlog.Searching;

namespace Patchlog.Journal.Postgres;

/// <summary>
/// Two ways to the database: what a command or a current state waits for has connections of its own, and everything
/// that may take long has others, for which tenants wait in turn. Thread-safe.
/// </summary>
/// <param name="short">Reads what is short.</param>
/// <param name="long">Reads what may take long.</param>
/// <param name="time">The clock by which a query has its time.</param>
sealed class PostgresReads(PostgresReader @short, PostgresReader @long, TimeProvider time) : IJournalReader
{
    readonly FairGate _queries = new(new(PostgresLimits.MaxQueries)
    {
        MaxCountPerTenant = PostgresLimits.MaxQueriesPerTenant,
        MaxWaiting = ReadLimits.MaxWaiting,
        MaxWaitingPerTenant = ReadLimits.MaxWaitingPerTenant,
    }, time);

    public Task<LoadedStates> LoadAsync(
        IReadOnlyList<TenantHead> tenants, IReadOnlyList<AggregateKey> keys, int maxBytes,
        CancellationToken cancellation) =>
        @short.LoadAsync(tenants, keys, maxBytes, cancellation);

    public Task<StoredOutcome?[]> FindCommandsAsync(
        Tenant tenant, IReadOnlyList<CommandId> ids, CancellationToken cancellation) =>
        @short.FindCommandsAsync(tenant, ids, cancellation);

    public Task<Position> FindHeadAsync(Tenant tenant, CancellationToken cancellation) =>
        @short.FindHeadAsync(tenant, cancellation);

    public Task<ImmutableArray<Event>> ReadSinceAsync(
        AggregateKey key, Version after, Version upTo, int maxBytes, CancellationToken cancellation) =>
        @short.ReadSinceAsync(key, after, upTo, maxBytes, cancellation);

    public Task<Page<Event>> ReadHistoryAsync(
        AggregateKey key, Version after, Version upTo, int limit, long maxBytes, CancellationToken cancellation) =>
        InTurnAsync(
            key.Tenant, ending => @long.ReadHistoryAsync(key, after, upTo, limit, maxBytes, ending), cancellation);

    public Task<AggregateState> FindSnapshotAsync(
        AggregateKey key, Version upTo, CancellationToken cancellation) =>
        InTurnAsync(key.Tenant, ending => @long.FindSnapshotAsync(key, upTo, ending), cancellation);

    public Task<Version> FindVersionAsync(AggregateKey key, Position at, CancellationToken cancellation) =>
        InTurnAsync(key.Tenant, ending => @long.FindVersionAsync(key, at, ending), cancellation);

    public Task<Version> FindVersionAsync(AggregateKey key, DateTimeOffset at, CancellationToken cancellation) =>
        InTurnAsync(key.Tenant, ending => @long.FindVersionAsync(key, at, ending), cancellation);

    public Task<Page<FoundDocument>> FindAsync(
        Query query, KeysetPosition? after, int limit, long maxBytes, CancellationToken cancellation) =>
        InTurnAsync(query.Tenant, ending => @long.FindAsync(query, after, limit, maxBytes, ending), cancellation);

    public Task<long> CountAsync(Query query, bool isEstimate, CancellationToken cancellation) =>
        InTurnAsync(query.Tenant, ending => @long.CountAsync(query, isEstimate, ending), cancellation);

    // An operator reads what follows, and waits as long as it takes.
    public Task<ImmutableArray<Event>> ReadAsync(
        Tenant tenant, Position after, int limit, CancellationToken cancellation) =>
        @long.ReadAsync(tenant, after, limit, cancellation);

    public Task<Page<StoredEvent>> ReadByAggregateAsync(
        Tenant tenant, AggregateKey? after, Version afterVersion, int limit, long maxBytes,
        CancellationToken cancellation) =>
        @long.ReadByAggregateAsync(tenant, after, afterVersion, limit, maxBytes, cancellation);

    public Task<(long Events, long Created)> CountEventsAsync(
        Tenant tenant, Position after, Position upTo, CancellationToken cancellation) =>
        @long.CountEventsAsync(tenant, after, upTo, cancellation);

    public Task<Page<Snapshot>> ReadSnapshotsAsync(
        Tenant tenant, AggregateKey? after, Version afterVersion, int limit, long maxBytes,
        CancellationToken cancellation) =>
        @long.ReadSnapshotsAsync(tenant, after, afterVersion, limit, maxBytes, cancellation);

    public Task<ImmutableArray<Tenant>> ListTenantsAsync(CancellationToken cancellation) =>
        @long.ListTenantsAsync(cancellation);

    public Task<long> CountAsync(Tenant tenant, CancellationToken cancellation) =>
        @long.CountAsync(tenant, cancellation);

    /// <summary>Reads when it is the tenant's turn, within the time that a query has in all.</summary>
    /// <exception cref="ReadRefusedException">Too many wait, or it took too long.</exception>
    async Task<T> InTurnAsync<T>(
        Tenant tenant, Func<CancellationToken, Task<T>> read, CancellationToken cancellation)
    {
        using var patience = new CancellationTokenSource(ReadLimits.QueryPatience, time);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellation);
        try
        {
            var flow = new Flow(tenant, Sender: null);
            if (!await _queries.EnterAsync(flow, 0, Timeout.InfiniteTimeSpan, ending.Token))
                throw ReadRefusedException.TooMany();

            try
            {
                return await read(ending.Token);
            }
            finally
            {
                _queries.Leave(flow, 0);
            }
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw ReadRefusedException.TooSlow();
        }
    }
}
