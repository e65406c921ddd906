using System.Collections.Immutable;
using Patchlog.Journal;

namespace Patchlog.Publishing;

/// <summary>
/// The lease of one worker's partition of a durable subscription: the reader of its events, and the right to
/// acknowledge them. It renews itself. The partition never changes: when the workers are rebalanced the lease ends, and
/// the worker joins again.
/// </summary>
public sealed class PartitionLease : IAsyncDisposable
{
    readonly DurableSubscriptions _subscriptions;
    readonly FeedLimits _limits;
    readonly TimeProvider _time;
    readonly CancellationTokenSource _closing = new();
    readonly CancellationTokenSource _ending = new();
    readonly SubscriptionDocuments.Use _use;
    readonly Task _renewing;

    /// <param name="tenant">The tenant.</param>
    /// <param name="name">The name of the subscription.</param>
    /// <param name="worker">The id of the worker.</param>
    /// <param name="shards">The shards of the partition.</param>
    /// <param name="reader">The reader of its events.</param>
    /// <param name="askedAt">When the lease was asked for.</param>
    /// <param name="subscriptions">Renews it.</param>
    /// <param name="limits">How long it lasts.</param>
    /// <param name="time">The clock.</param>
    internal PartitionLease(
        Tenant tenant, string name, string worker, ImmutableArray<int> shards, FeedReader reader, long askedAt,
        DurableSubscriptions subscriptions, FeedLimits limits, TimeProvider time)
    {
        (Tenant, Name, Worker, Shards, Reader) = (tenant, name, worker, shards, reader);
        (_subscriptions, _limits, _time) = (subscriptions, limits, time);
        _use = subscriptions.Acquire(tenant, name);
        _renewing = Task.Run(() => RenewAsync(askedAt));
    }

    /// <summary>Reads the events of the partition that are not acknowledged.</summary>
    public FeedReader Reader { get; }

    /// <summary>
    /// The position that was acknowledged before and is beyond the end of the journal, which the database has lost: the
    /// subscription goes on from the end that there is. Null if nothing was lost.
    /// </summary>
    public Position? RewoundFrom { get; internal init; }

    /// <summary>Cancelled when the lease ends.</summary>
    public CancellationToken Ending => _ending.Token;

    /// <summary>The reason why the lease ended; null as long as it lasts.</summary>
    public Problem? EndReason { get; private set; }

    internal Tenant Tenant { get; }

    internal string Name { get; }

    internal string Worker { get; }

    internal ImmutableArray<int> Shards { get; }

    /// <summary>Acknowledges everything up to a position, durably.</summary>
    /// <param name="position">The position of something that the reader has told.</param>
    /// <param name="cancellation">Ends the wait; the acknowledgement may have taken effect.</param>
    /// <returns>The position; or <c>subscription-lost</c>.</returns>
    /// <exception cref="JournalUnavailableException">
    /// The database can't be reached; the acknowledgement may have taken effect.
    /// </exception>
    public Task<Result<Position>> CommitAsync(Position position, CancellationToken cancellation) =>
        _subscriptions.CommitAsync(this, position, cancellation);

    /// <summary>Lets the worker leave the subscription.</summary>
    public Task LeaveAsync() => _subscriptions.LeaveAsync(Tenant, Name, Worker);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        await _renewing;

        Reader.Dispose();
        _use.Dispose();
        _closing.Dispose();
        _ending.Dispose();
    }

    async Task RenewAsync(long askedAt)
    {
        try
        {
            EndReason = await RenewUntilEndAsync(askedAt);

            if (EndReason.Code == ProblemCode.Rebalanced)
                await _subscriptions.ReleaseAsync(this, _closing.Token);
        }
        catch (JournalUnavailableException)
        {
            // Shards that could not be released are free when the lease ends.
        }
        catch (OperationCanceledException) when (_closing.IsCancellationRequested)
        {
            return;
        }
        catch (Exception failure)   // whatever it is: no worker goes on without a lease
        {
            _subscriptions.LogRenewalFailed(failure, Name);
            EndReason ??= SubscriptionProblems.Failed;
        }

        await _ending.CancelAsync();
    }

    /// <summary>
    /// Renews, whenever half of the lease is over, until there is a reason to stop. Each lease counts from the moment
    /// before it was asked for, and a renewal that gets no answer ends with it: to others the partition is free at the
    /// latest then.
    /// </summary>
    async Task<Problem> RenewUntilEndAsync(long askedAt)
    {
        while (true)
        {
            var changed = _use.Shared.Changed;
            var left = _limits.Lease - _time.GetElapsedTime(askedAt);
            if (left <= TimeSpan.Zero)
                return SubscriptionProblems.Unavailable;

            try
            {
                var now = _time.GetTimestamp();
                var renewal = _subscriptions.RenewAsync(this, isDue: left <= _limits.Lease / 2, _closing.Token);
                var answer = await renewal.WaitAsync(left, _time, _closing.Token);
                if (!answer.TryGet(out var isRenewed, out var refusal))
                    return refusal;

                if (isRenewed)
                    askedAt = now;
            }
            catch (JournalUnavailableException)
            {
                // The lease lasts a while longer: the database may come back in time.
            }
            catch (TimeoutException)
            {
                return SubscriptionProblems.Unavailable;
            }

            if (!await EndsInTimeAsync(Task.WhenAny(changed, _use.Shared.RenewalDue), askedAt))
                return SubscriptionProblems.Unavailable;
        }
    }

    /// <summary>Waits, but no longer than the lease lasts; false if that is over.</summary>
    async Task<bool> EndsInTimeAsync(Task wait, long askedAt)
    {
        var left = _limits.Lease - _time.GetElapsedTime(askedAt);
        if (left <= TimeSpan.Zero)
            return false;

        try
        {
            await wait.WaitAsync(left, _time, _closing.Token);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }
}
