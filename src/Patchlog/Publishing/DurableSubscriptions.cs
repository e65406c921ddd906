using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Patchlog.Following;
using Patchlog.Journal;

namespace Patchlog.Publishing;

/// <summary>
/// Named subscriptions: the server keeps how far each is acknowledged, so a worker can stop and go on elsewhere, and
/// several workers of one name share it by aggregate, on any servers of the database. Thread-safe; one per process.
/// </summary>
/// <remarks>All methods throw <see cref="JournalUnavailableException"/> when the database can't be reached.</remarks>
public sealed partial class DurableSubscriptions
{
    // Whoever loses a race has lost it to somebody who made progress; so many in a row is a fault.
    const int MaxAttempts = 1000;

    readonly IDurableSubscriptionStore _store;
    readonly Feed _feed;
    readonly FeedLimits _limits;
    readonly TimeProvider _time;
    readonly ILogger _logger;
    readonly ConcurrentDictionary<(Tenant Tenant, string Name), TaskCompletionSource> _changes = new();

    internal DurableSubscriptions(IDurableSubscriptionStore store, Feed feed, FeedLimits limits, TimeProvider time, ILogger logger) =>
        (_store, _feed, _limits, _time, _logger) = (store, feed, limits, time, logger);

    /// <summary>
    /// Joins the workers of a name, and waits until there is a share for this one. A name is made by its first use,
    /// and so is its filter.
    /// </summary>
    /// <param name="tenant">Whose events.</param>
    /// <param name="name">The name: 1–63 characters of <c>A-Z a-z 0-9 _ -</c>.</param>
    /// <param name="filter">Which events; the same for all workers.</param>
    /// <param name="start">Where to begin if the name is new; else it goes on after what was acknowledged.</param>
    /// <param name="worker">Names the worker: the same when it comes again after a rebalancing, and nobody else's.</param>
    /// <param name="cancellation">Ends the wait, and takes the worker from the name.</param>
    /// <returns>The share, to be disposed; or why there is none.</returns>
    public async Task<(PartitionLease? Share, Problem? Refusal)> JoinAsync(
        Tenant tenant, string name, FeedFilter filter, FeedStart start, string worker, CancellationToken cancellation)
    {
        var (first, refusal) = await _feed.ResolveAsync(tenant, start, cancellation);
        if (refusal is not null)
            return (null, refusal);
        try
        {
            for (var hasWaited = false; ; hasWaited = true)
            {
                var changed = Changed(tenant, name);
                // Whoever waits for a share of what is dropped meanwhile is not to make it again.
                (var share, refusal) = await ChangeAsync(
                    tenant, name, (state, now) => state is null && hasWaited ? (null, (null, DurableSubscriptionState.Dropped))
                        : Join(state ?? DurableSubscriptionState.Create(filter, first), filter, worker, now),
                    cancellation);
                if (refusal is not null)
                    return (null, refusal);
                if (share is not null)
                    return await OpenAsync(tenant, name, filter, worker, share, cancellation);
                await Task.WhenAny(changed, Task.Delay(_limits.ClaimInterval, _time, cancellation));
                cancellation.ThrowIfCancellationRequested();
            }
        }
        catch (Exception failure) when (failure is OperationCanceledException or JournalUnavailableException)
        {
            await LeaveAsync(tenant, name, worker);
            throw;
        }
    }

    /// <summary>Takes a worker from a name; its share is free for the others. If that fails, its lease runs out.</summary>
    public async Task LeaveAsync(Tenant tenant, string name, string worker)
    {
        try
        {
            await ChangeAsync<Problem>(
                tenant, name, (state, _) => (state?.Leave(worker), null), CancellationToken.None);
        }
        catch (JournalUnavailableException failure)
        {
            LogLeavingFailed(_logger, failure, name);
        }
    }

    /// <summary>How the named subscriptions stand, by tenant and name in ordinal order.</summary>
    /// <param name="tenant">Whose; null for all.</param>
    /// <param name="cancellation">Ends the attempt.</param>
    public async Task<IReadOnlyList<DurableSubscriptionStatus>> ListAsync(Tenant? tenant, CancellationToken cancellation) =>
        [.. (await _store.ListAsync(tenant, cancellation)).Select(StatusOf)];

    /// <summary>
    /// Forgets a named subscription, with all that it has acknowledged; false if there is none. Workers that it still has
    /// are told <c>subscription-lost</c> when they acknowledge something, or else when they give their next sign of life.
    /// </summary>
    public async Task<bool> DropAsync(Tenant tenant, string name, CancellationToken cancellation)
    {
        var isDropped = await _store.DropAsync(tenant, name, cancellation);
        if (_changes.TryRemove((tenant, name), out var changed))
            changed.TrySetResult();
        return isDropped;
    }

    internal Task<Problem?> RenewAsync(PartitionLease share, CancellationToken cancellation) => ChangeAsync(
        share.Tenant, share.Name,
        (state, now) => state is null ? (null, DurableSubscriptionState.Dropped)
            : state.Renew(share.Worker, share.Shards, now, now + _limits.Lease),
        cancellation);

    internal Task<Problem?> CommitAsync(PartitionLease share, Position position, CancellationToken cancellation) =>
        ChangeAsync(
            share.Tenant, share.Name,
            (state, _) => state is null ? (null, DurableSubscriptionState.Dropped)
                : state.Commit(share.Worker, share.Shards, position),
            cancellation);

    internal Task ReleaseAsync(PartitionLease share, CancellationToken cancellation) => ChangeAsync<Problem>(
        share.Tenant, share.Name, (state, _) => (state?.Release(share.Worker), null), cancellation);

    /// <summary>Completes when a worker of this process comes or goes; what others do is seen a little later.</summary>
    internal Task Changed(Tenant tenant, string name) => _changes.GetOrAdd(
        (tenant, name), static _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    (DurableSubscriptionState? After, (Partition? Share, Problem? Refusal) Result) Join(
        DurableSubscriptionState state, FeedFilter filter, string worker, DateTimeOffset now)
    {
        if (state.Filter != filter)
            return (null, (null, new(ProblemCode.InvalidRequest,
                "The name is in use for other events: all workers of a name subscribe to the same type and id.")));
        var (after, share) = state.Join(worker, now, now + _limits.Lease);
        return (after, (share, null));
    }

    static DurableSubscriptionStatus StatusOf(ListedDurableSubscription subscription)
    {
        try
        {
            var state = DurableSubscriptionState.Read(subscription.Document);
            return new(
                subscription.Tenant, subscription.Name, state.Filter, state.AcknowledgedByAll, state.CountAlive(subscription.Now),
                IsDamaged: false);
        }
        catch (InvalidDataException)    // one that can't be read must not hide the others
        {
            return new(subscription.Tenant, subscription.Name, FeedFilter.All, Position.Start, Workers: 0, IsDamaged: true);
        }
    }

    async Task<(PartitionLease? Share, Problem? Refusal)> OpenAsync(
        Tenant tenant, string name, FeedFilter filter, string worker, Partition share, CancellationToken cancellation)
    {
        var (reader, refusal) = await _feed.OpenAsync(
            tenant, filter with { Share = share }, new(share.Start), cancellation);
        if (reader is not null)
            return (new(tenant, name, worker, share.Shards, reader, this, _limits, _time), null);
        await LeaveAsync(tenant, name, worker);     // what was acknowledged is no longer in the journal
        return (null, refusal);
    }

    /// <summary>Changes what is kept, and does it again on what others have made of it.</summary>
    /// <returns>What <paramref name="change"/> said of the state that it changed; a null state is left as it is.</returns>
    async Task<T?> ChangeAsync<T>(
        Tenant tenant, string name, Func<DurableSubscriptionState?, DateTimeOffset, (DurableSubscriptionState? After, T? Result)> change,
        CancellationToken cancellation)
    {
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            var found = await _store.FindAsync(tenant, name, cancellation);
            var before = found.Document is null ? null : DurableSubscriptionState.Read(found.Document);
            var (after, result) = change(before, found.Now);
            if (after is null || after == before)
                return result;
            if (!await _store.TryReplaceAsync(tenant, name, found.Revision, after.Write(), cancellation))
                continue;
            if (!after.HasSameWorkers(before) && _changes.TryRemove((tenant, name), out var changed))
                changed.SetResult();
            return result;
        }
        throw new InvalidOperationException($"The subscription \"{name}\" of tenant {tenant} changes without end.");
    }

    [LoggerMessage(1211, LogLevel.Warning, "A worker of \"{Name}\" could not say that it goes; its lease will end")]
    static partial void LogLeavingFailed(ILogger logger, Exception failure, string name);
}
