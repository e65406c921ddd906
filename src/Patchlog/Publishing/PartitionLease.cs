using System.Collections.Immutable;
using Patchlog.Journal;

namespace Patchlog.Publishing;

/// <summary>
/// One worker's share of a named subscription: its reader, and the right to acknowledge. It is the same as long as it
/// lasts; when the workers change it ends, and the worker joins again.
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
        Tenant tenant, string name, string worker, ImmutableArray<int> shards, FeedReader reader, DurableSubscriptions subscriptions,
        FeedLimits limits, TimeProvider time)
    {
        (Tenant, Name, Worker, Shards, Reader) = (tenant, name, worker, shards, reader);
        (_subscriptions, _limits, _time) = (subscriptions, limits, time);
        _renewing = Task.Run(RenewAsync);
    }

    /// <summary>Reads the events of the share that nobody has acknowledged.</summary>
    public FeedReader Reader { get; }

    /// <summary>Cancelled when the share ends.</summary>
    public CancellationToken Ending => _ending.Token;

    /// <summary>Why it ended; null as long as it has not.</summary>
    public Problem? Why { get; private set; }

    internal Tenant Tenant { get; }

    internal string Name { get; }

    internal string Worker { get; }

    internal ImmutableArray<int> Shards { get; }

    /// <summary>Acknowledges everything up to a position, durably; a problem says why not.</summary>
    /// <param name="position">The position of something that the reader has told.</param>
    /// <param name="cancellation">Ends the wait; it may have taken effect.</param>
    /// <exception cref="JournalUnavailableException">The database can't be reached; it may have taken effect.</exception>
    public Task<Problem?> CommitAsync(Position position, CancellationToken cancellation) =>
        _subscriptions.CommitAsync(this, position, cancellation);

    /// <summary>Takes the worker from the name.</summary>
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
            var renewed = _time.GetTimestamp();
            while (Why is null)
            {
                var changed = _subscriptions.Changed(Tenant, Name);
                try
                {
                    Why = await _subscriptions.RenewAsync(this, _closing.Token);
                    renewed = _time.GetTimestamp();
                }
                catch (JournalUnavailableException) when (_time.GetElapsedTime(renewed) < _limits.Lease)
                {
                    // The lease goes on for a while: the database may come back.
                }
                if (Why is null)
                    await Task.WhenAny(changed, Task.Delay(_limits.RenewInterval, _time, _closing.Token));
            }
            if (Why.Code == ProblemCode.Rebalanced)
                await _subscriptions.ReleaseAsync(this, _closing.Token);
        }
        catch (JournalUnavailableException)
        {
            // What it could not let go of is free when its lease ends.
            Why ??= new(ProblemCode.Unavailable, "The database can't be reached. Subscribe again.");
        }
        catch (InvalidDataException)    // somebody damaged it: nobody goes on without a lease
        {
            Why = new(ProblemCode.Internal, "What is kept of the named subscription can't be read; it can be dropped.");
        }
        catch (OperationCanceledException) when (_closing.IsCancellationRequested)
        {
            return;
        }
        await _ending.CancelAsync();
    }
}
