using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Patchlog.Following;
using Patchlog.Journal;

namespace Patchlog.Publishing;

/// <summary>
/// Durable subscriptions: the server keeps how far each is acknowledged, so that a worker can stop and another can go
/// on, on any server of the database. Workers of the same name share the aggregates. Events are delivered at least
/// once. Thread-safe; one per process.
/// </summary>
/// <remarks>All methods throw <see cref="JournalUnavailableException"/> when the database can't be reached.</remarks>
public sealed partial class DurableSubscriptions
{
    readonly IDurableSubscriptionStore _store;
    readonly SubscriptionDocuments _documents;
    readonly Batcher<(Tenant Tenant, string Name), Position?> _rewinds;
    readonly Feed _feed;
    readonly FeedLimits _limits;
    readonly TimeProvider _time;
    readonly ILogger _logger;

    internal DurableSubscriptions(
        IDurableSubscriptionStore store, Feed feed, FeedLimits limits, TimeProvider time, ILogger logger)
    {
        (_store, _feed, _limits, _time, _logger) = (store, feed, limits, time, logger);
        _documents = new(store, limits, time);
        _rewinds = new(FeedLimits.MaxParallelRewinds, maxBatch: 1, RewindAsync);
    }

    /// <summary>The subscriptions of which something is kept in memory: those that somebody is at work on.</summary>
    internal int CountInMemory => _documents.Count;

    /// <inheritdoc cref="SubscriptionDocuments.CountClaimants"/>
    internal int CountClaimants() => _documents.CountClaimants();

    /// <summary>
    /// Joins the workers of a durable subscription, and waits until this worker can have its partition. The first use
    /// of a name creates the subscription, and fixes its filter.
    /// </summary>
    /// <param name="tenant">
    /// The tenant whose events these are; <see cref="Tenant.System"/> is refused, because only the server writes there.
    /// </param>
    /// <param name="name">The subscription's name: 1–63 characters of <c>A-Z a-z 0-9 _ -</c>.</param>
    /// <param name="filter">The wanted events; the same for all workers.</param>
    /// <param name="start">
    /// Where a new subscription begins; an existing one goes on after what was acknowledged.
    /// </param>
    /// <param name="worker">
    /// The worker's id: unique, and the same again when the worker comes back after a rebalancing.
    /// </param>
    /// <param name="cancellation">Ends the wait, and lets the worker leave.</param>
    /// <returns>The lease of the partition, which the caller disposes; or the refusal.</returns>
    public async Task<Result<PartitionLease>> JoinAsync(
        Tenant tenant, string name, FeedFilter filter, FeedStart start, string worker, CancellationToken cancellation)
    {
        if (tenant == Tenant.System)
            return SubscriptionProblems.Reserved;

        if (!(await _feed.ResolveAsync(tenant, start, cancellation)).TryGet(out var first, out var refusal))
            return refusal;

        try
        {
            var rewoundFrom = await _rewinds.AskAsync((tenant, name)).WaitAsync(cancellation);

            return await ClaimAsync(tenant, name, filter, first, worker, rewoundFrom, cancellation);
        }
        catch (InvalidDataException)
        {
            return SubscriptionProblems.Damaged;
        }
        catch (Exception failure) when (failure is OperationCanceledException or JournalUnavailableException)
        {
            await LeaveAsync(tenant, name, worker);
            throw;
        }
    }

    /// <summary>
    /// Lets a worker leave: its shards are free for other workers. If the database can't be reached, its lease ends by
    /// itself.
    /// </summary>
    public async Task LeaveAsync(Tenant tenant, string name, string worker)
    {
        try
        {
            await _documents.ChangeAsync<bool>(
                tenant, name, (state, _) => new(state?.Leave(worker), state is not null), CancellationToken.None);
        }
        catch (Exception failure) when (failure is JournalUnavailableException or InvalidDataException)
        {
            LogLeavingFailed(_logger, failure, name);
        }
    }

    /// <summary>Lists the durable subscriptions, by tenant and name in ordinal order.</summary>
    /// <param name="tenant">The tenant; null for all tenants.</param>
    /// <param name="cancellation">Ends the attempt.</param>
    public async Task<IReadOnlyList<DurableSubscriptionStatus>> ListAsync(
        Tenant? tenant, CancellationToken cancellation) =>
        [.. (await _store.ListAsync(tenant, cancellation)).Select(StatusOf)];

    /// <summary>
    /// Drops a durable subscription and its acknowledged positions; false if there is none. Its workers are told
    /// <c>subscription-lost</c> when they acknowledge something, or at the latest when they renew their lease.
    /// </summary>
    public async Task<bool> DropAsync(Tenant tenant, string name, CancellationToken cancellation)
    {
        var isDropped = await _store.DropAsync(tenant, name, cancellation);

        _documents.Signal(tenant, name);

        return isDropped;
    }

    /// <summary>Looks after a lease. The value is true if it was renewed, and false if it is as it was.</summary>
    /// <param name="lease">The lease.</param>
    /// <param name="isDue">Whether it is to be renewed.</param>
    /// <param name="cancellation">Ends the wait.</param>
    internal Task<Result<bool>> RenewAsync(PartitionLease lease, bool isDue, CancellationToken cancellation) =>
        OrDamagedAsync(_documents.ChangeAsync<Result<bool>>(
            lease.Tenant, lease.Name, (state, now) => Renew(state, lease, isDue, now), cancellation));

    /// <summary>
    /// Acknowledges everything up to a position in the partition of a lease. The value is that position.
    /// </summary>
    internal Task<Result<Position>> CommitAsync(
        PartitionLease lease, Position position, CancellationToken cancellation) =>
        OrDamagedAsync(_documents.ChangeAsync<Result<Position>>(
            lease.Tenant, lease.Name, (state, _) => Acknowledge(state, lease, position), cancellation));

    /// <summary>Releases the partition of a lease, so that the workers can be rebalanced.</summary>
    internal Task ReleaseAsync(PartitionLease lease, CancellationToken cancellation) => _documents.ChangeAsync<bool>(
        lease.Tenant, lease.Name, (state, _) => new(state?.Release(lease.Worker), state is not null), cancellation);

    /// <inheritdoc cref="SubscriptionDocuments.Acquire"/>
    internal SubscriptionDocuments.Use Acquire(Tenant tenant, string name) => _documents.Acquire(tenant, name);

    /// <summary>A renewal failed in a way that nobody thought of.</summary>
    internal void LogRenewalFailed(Exception failure, string name) => LogRenewalFailed(_logger, failure, name);

    /// <summary>Claims a partition, and waits until the worker can have it.</summary>
    async Task<Result<PartitionLease>> ClaimAsync(
        Tenant tenant, string name, FeedFilter filter, Position first, string worker, Position? rewoundFrom,
        CancellationToken cancellation)
    {
        using var use = _documents.Acquire(tenant, name);

        for (var hasWaited = false; ; hasWaited = true)
        {
            var changed = use.Shared.Changed;
            var askedAt = _time.GetTimestamp();

            // A subscription that is dropped while a worker waits for its partition is not created again.
            var claim = await _documents.ChangeAsync(
                tenant, name,
                (state, now) => state is null && hasWaited
                    ? new(null, new PartitionClaim.Refused(SubscriptionProblems.Dropped))
                    : Claim(state ?? DurableSubscriptionState.Create(filter, first), filter, worker, now),
                cancellation);

            switch (claim)
            {
                case PartitionClaim.Granted { Partition: var partition }:
                    return await OpenAsync(
                        tenant, name, filter, worker, partition, askedAt, rewoundFrom, cancellation);
                case PartitionClaim.Refused { Problem: var problem }:
                    return problem;
                case PartitionClaim.Pending:
                    await use.Shared.WaitAsync(changed, cancellation);
                    break;
                default:
                    throw new UnreachableException($"There is no claim {claim}.");
            }
        }
    }

    static async Task<Result<T>> OrDamagedAsync<T>(Task<Result<T>> change)
        where T : notnull
    {
        try
        {
            return await change;
        }
        catch (InvalidDataException)
        {
            return SubscriptionProblems.Damaged;
        }
    }

    SubscriptionChange<PartitionClaim> Claim(
        DurableSubscriptionState state, FeedFilter filter, string worker, DateTimeOffset now)
    {
        if (state.Filter != filter)
            return new(null, new PartitionClaim.Refused(SubscriptionProblems.OtherFilter));

        var after = state.Join(worker, now, now + _limits.Lease, out var partition);

        return new(after, partition is null ? new PartitionClaim.Pending() : new PartitionClaim.Granted(partition));
    }

    SubscriptionChange<Result<bool>> Renew(
        DurableSubscriptionState? state, PartitionLease lease, bool isDue, DateTimeOffset now)
    {
        if (state is null)
            return new(null, SubscriptionProblems.Dropped);

        isDue |= state.HasEnded(now);
        var (after, problem) = (state, (Problem?)null);
        if (isDue
            && !state.TryRenew(lease.Worker, lease.Shards, now, now + _limits.Lease, out after, out problem))
            return new(null, problem);

        if (!after.Owns(lease.Worker, lease.Shards))
            return new(null, SubscriptionProblems.Lost);

        return after.Assigns(lease.Worker, lease.Shards)
            ? new(after, isDue)
            : new(after, SubscriptionProblems.Rebalanced);
    }

    static SubscriptionChange<Result<Position>> Acknowledge(
        DurableSubscriptionState? state, PartitionLease lease, Position position)
    {
        if (state is null)
            return new(null, SubscriptionProblems.Dropped);

        return state.TryAcknowledge(lease.Worker, lease.Shards, position, out var after, out var problem)
            ? new(after, position)
            : new(null, problem);
    }

    async Task<Position?[]> RewindAsync((Tenant Tenant, string Name)[] asked)
    {
        var (tenant, name) = asked[0];
        var rewoundFrom = await _documents.RewindAsync(
            tenant, name, () => _feed.FindHeadAsync(tenant, CancellationToken.None));
        if (rewoundFrom is { } acknowledged)
            LogRewound(_logger, name, tenant, acknowledged);

        return [rewoundFrom];
    }

    // A document that can't be read must not hide the others.
    static DurableSubscriptionStatus StatusOf(ListedDurableSubscription stored) =>
        DurableSubscriptionJson.TryRead(stored.Document, out var state)
            ? new(stored.Tenant, stored.Name, state.Filter, state.AcknowledgedByAll, state.CountAlive(stored.Now),
                IsDamaged: false)
            : new(stored.Tenant, stored.Name, FeedFilter.All, Position.Start, Workers: 0, IsDamaged: true);

    async Task<Result<PartitionLease>> OpenAsync(
        Tenant tenant, string name, FeedFilter filter, string worker, Partition partition, long askedAt,
        Position? rewoundFrom, CancellationToken cancellation)
    {
        var opened = await _feed.OpenAsync(
            tenant, filter with { Partition = partition }, new(partition.Start), cancellation);
        if (opened.TryGet(out var reader, out var refusal))
            return new PartitionLease(
                tenant, name, worker, partition.Shards, reader, askedAt, this, _limits, _time)
            {
                RewoundFrom = rewoundFrom,
            };

        await LeaveAsync(tenant, name, worker);     // the journal no longer has what was acknowledged
        return refusal;
    }

    [LoggerMessage(1211, LogLevel.Warning, "A worker of \"{Name}\" could not leave; its lease will end by itself")]
    static partial void LogLeavingFailed(ILogger logger, Exception failure, string name);

    [LoggerMessage(1212, LogLevel.Error, "The lease of a worker of \"{Name}\" could not be renewed: this is a bug")]
    static partial void LogRenewalFailed(ILogger logger, Exception failure, string name);

    [LoggerMessage(1213, LogLevel.Error,
        "\"{Name}\" of tenant {Tenant} was acknowledged up to {Acknowledged}, where the journal does not reach any "
        + "more: the database has lost its end, and the subscription goes on from the one that there is")]
    static partial void LogRewound(ILogger logger, string name, Tenant tenant, Position acknowledged);
}
