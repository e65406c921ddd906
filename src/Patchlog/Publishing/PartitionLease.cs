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
    readonly Task _renewing;

    internal PartitionLease(
        Tenant tenant, string name, string worker, ImmutableArray<int> shards, FeedReader reader,
        DurableSubscriptions subscriptions, FeedLimits limits, TimeProvider time)
    {
        (Tenant, Name, Worker, Shards, Reader) = (tenant, name, worker, shards, reader);
        (_subscriptions, _limits, _time) = (subscriptions, limits, time);
        _renewing = Task.Run(RenewAsync);
    }

    /// <summary>Reads the events of the partition that are not acknowledged.</summary>
    public FeedReader Reader { get; }

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
        _closing.Dispose();
        _ending.Dispose();
    }

    async Task RenewAsync()
    {
        try
        {
            var reason = await RenewUntilEndAsync();
            EndReason = reason;

            if (reason.Code == ProblemCode.Rebalanced)
                await _subscriptions.ReleaseAsync(this, _closing.Token);
        }
        catch (JournalUnavailableException)
        {
            // Shards that could not be released are free when the lease ends.
            EndReason ??= SubscriptionProblems.Unavailable;
        }
        catch (InvalidDataException)    // the document was damaged: no worker goes on without a lease
        {
            EndReason = SubscriptionProblems.Damaged;
        }
        catch (OperationCanceledException) when (_closing.IsCancellationRequested)
        {
            return;
        }

        await _ending.CancelAsync();
    }

    async Task<Problem> RenewUntilEndAsync()
    {
        var renewed = _time.GetTimestamp();
        while (true)
        {
            var changed = _subscriptions.Changed(Tenant, Name);
            try
            {
                if (!(await _subscriptions.RenewAsync(this, _closing.Token)).TryGet(out _, out var refusal))
                    return refusal;

                renewed = _time.GetTimestamp();
            }
            catch (JournalUnavailableException) when (_time.GetElapsedTime(renewed) < _limits.Lease)
            {
                // The lease lasts a while longer: the database may come back in time.
            }

            await Task.WhenAny(changed, Task.Delay(_limits.RenewInterval, _time, _closing.Token));
        }
    }
}
