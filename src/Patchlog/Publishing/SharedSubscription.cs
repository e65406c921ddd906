using Patchlog.Journal;

namespace Patchlog.Publishing;

/// <summary>
/// A durable subscription as the workers of this process share it: whatever they want of the stored document is
/// gathered, and what has gathered is stored by one compare-and-set. So its cost does not grow with their number, and
/// only other processes can win a race against them. Thread-safe.
/// </summary>
/// <param name="tenant">The tenant whose events the subscription follows.</param>
/// <param name="name">The subscription's name.</param>
/// <param name="store">Keeps the document.</param>
/// <param name="limits">How often is looked, and how often a change is tried.</param>
/// <param name="time">The clock.</param>
sealed class SharedSubscription(
    Tenant tenant, string name, IDurableSubscriptionStore store, FeedLimits limits, TimeProvider time)
{
    readonly Lock _lock = new();
    List<PendingChange> _waiting = [];
    TaskCompletionSource _changed = NewSignal();
    Task _renewal = Task.CompletedTask;
    DurableSubscriptionState? _known;   // as it was read or stored last
    int _claimants;
    bool _isRunning, _isLooking;

    /// <summary>How many workers and changes need it; <see cref="SubscriptionDocuments"/> counts.</summary>
    public int Users { get; set; }

    /// <summary>How many workers have asked for a partition, and wait for it.</summary>
    public int Claimants { get { lock (_lock) return _claimants; } }

    /// <summary>Completes when the workers have changed, as far as this process knows.</summary>
    public Task Changed { get { lock (_lock) return _changed.Task; } }

    /// <summary>
    /// Completes when it is time to look at the leases: at one time for all workers of this process, so that one
    /// compare-and-set serves them all.
    /// </summary>
    public Task RenewalDue
    {
        get
        {
            lock (_lock)
                return _renewal.IsCompleted ? _renewal = Task.Delay(limits.RenewInterval, time) : _renewal;
        }
    }

    /// <summary>Wakes those who wait for a change.</summary>
    public void Signal()
    {
        TaskCompletionSource changed;
        lock (_lock)
            (changed, _changed) = (_changed, NewSignal());

        changed.SetResult();
    }

    /// <summary>Changes what is stored, together with what others want meanwhile.</summary>
    /// <param name="change">
    /// Decides on what is stored; purely, because it is asked again after a lost race.
    /// </param>
    /// <returns>The answer that belongs to the stored change.</returns>
    /// <exception cref="InvalidDataException">The document is damaged.</exception>
    public Task<T> ChangeAsync<T>(Func<DurableSubscriptionState?, DateTimeOffset, SubscriptionChange<T>> change)
    {
        var pending = new PendingChange<T>(change);
        lock (_lock)
        {
            _waiting.Add(pending);
            if (_isRunning)
                return pending.Answer;

            _isRunning = true;
        }

        _ = RunAsync();     // gives every change an answer or a failure
        return pending.Answer;
    }

    /// <summary>
    /// Waits until a worker without a partition may have one: for a change of the workers, or until it has to renew its
    /// lease. Of all that wait, one looks what other processes do.
    /// </summary>
    /// <param name="changed">What <see cref="Changed"/> was before the worker asked for its partition.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public async Task WaitAsync(Task changed, CancellationToken cancellation)
    {
        lock (_lock)
        {
            _claimants++;
            if (!_isLooking)
                _ = LookAsync();    // fails never

            _isLooking = true;
        }

        try
        {
            await Task.WhenAny(changed, RenewalDue).WaitAsync(cancellation);
        }
        finally
        {
            lock (_lock)
                _claimants--;
        }
    }

    async Task RunAsync()
    {
        await Task.Yield();     // what is wanted at the same time goes together

        while (TryTake(out var changes))
        {
            try
            {
                await StoreAsync(changes);
            }
            catch (Exception failure)   // handed to the callers
            {
                foreach (var change in changes)
                    change.Fail(failure);
            }
        }
    }

    bool TryTake(out List<PendingChange> changes)
    {
        lock (_lock)
        {
            (changes, _waiting) = (_waiting, []);
            _isRunning = changes.Count > 0;

            return _isRunning;
        }
    }

    async Task StoreAsync(List<PendingChange> changes)
    {
        for (var attempt = 1; attempt <= limits.MaxCompareAndSetAttempts; attempt++)
        {
            var found = await store.FindAsync(tenant, name, CancellationToken.None);
            var before = found.Document is null ? null : DurableSubscriptionJson.Read(found.Document);

            var after = before;
            foreach (var change in changes)
                after = change.Apply(after, found.Now) ?? after;

            if (after == before || await TryReplaceAsync(found.Revision, after))
            {
                Know(after);
                foreach (var change in changes)
                    change.Complete();

                return;
            }

            // Another process was faster: those that lost must not all come back at the same moment.
            await Task.Delay(FeedLimits.PauseAfterLostRace(attempt, Random.Shared), time);
        }

        throw new JournalUnavailableException(Applied.No, new IOException(
            $"The durable subscription \"{name}\" of tenant {tenant} is being changed too often by other servers."));
    }

    async Task<bool> TryReplaceAsync(long revision, DurableSubscriptionState? after) =>
        after is not null && await store.TryReplaceAsync(
            tenant, name, revision, DurableSubscriptionJson.Write(after), CancellationToken.None);

    void Know(DurableSubscriptionState? state)
    {
        DurableSubscriptionState? before;
        lock (_lock)
            (before, _known) = (_known, state);

        if (state is null ? before is not null : !state.HasSameWorkers(before))
            Signal();
    }

    /// <summary>Looks what other processes do, as long as somebody here waits for a partition.</summary>
    async Task LookAsync()
    {
        while (true)
        {
            await Task.Delay(FeedLimits.WithJitter(limits.ClaimInterval, Random.Shared), time);

            lock (_lock)
            {
                _isLooking = _claimants > 0;
                if (!_isLooking)
                    return;
            }

            try
            {
                var found = await store.FindAsync(tenant, name, CancellationToken.None);
                if (found.Document is null || !DurableSubscriptionJson.TryRead(found.Document, out var state)
                    || state.HasEnded(found.Now))
                    Signal();
                else
                    Know(state);
            }
            catch (Exception)   // whoever waits asks for itself when its lease is due, and gets the failure
            {
                // The next look may get an answer.
            }
        }
    }

    static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
