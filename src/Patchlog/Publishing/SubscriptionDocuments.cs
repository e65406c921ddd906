using Patchlog.Journal;

namespace Patchlog.Publishing;

/// <summary>
/// The durable subscriptions that somebody in this process is at work on, each shared by its workers here. Nothing is
/// kept of a name that nobody needs. Thread-safe.
/// </summary>
/// <param name="store">Keeps them.</param>
/// <param name="limits">How often is looked, and how often a change is tried.</param>
/// <param name="time">The clock.</param>
sealed class SubscriptionDocuments(IDurableSubscriptionStore store, FeedLimits limits, TimeProvider time)
{
    readonly Lock _lock = new();
    readonly Dictionary<(Tenant Tenant, string Name), SharedSubscription> _shared = [];

    /// <summary>How many subscriptions somebody needs now.</summary>
    public int Count { get { lock (_lock) return _shared.Count; } }

    /// <summary>How many workers of all subscriptions have asked for a partition, and wait for it.</summary>
    public int CountClaimants()
    {
        lock (_lock)
            return _shared.Values.Sum(shared => shared.Claimants);
    }

    /// <summary>Begins to need a subscription, until the answer is disposed.</summary>
    public Use Acquire(Tenant tenant, string name)
    {
        lock (_lock)
        {
            if (!_shared.TryGetValue((tenant, name), out var shared))
                _shared.Add((tenant, name), shared = new(tenant, name, store, limits, time));

            shared.Users++;

            return new(this, (tenant, name), shared);
        }
    }

    /// <summary>Wakes those who wait for a change.</summary>
    public void Signal(Tenant tenant, string name)
    {
        SharedSubscription? shared;
        lock (_lock)
            shared = _shared.GetValueOrDefault((tenant, name));

        shared?.Signal();
    }

    /// <inheritdoc cref="SharedSubscription.ChangeAsync"/>
    /// <param name="tenant">The tenant whose events the subscription follows.</param>
    /// <param name="name">The subscription's name.</param>
    /// <param name="change">Decides on what is stored, purely.</param>
    /// <param name="cancellation">
    /// Ends the wait; the change may take effect, before any that is asked for later.
    /// </param>
    public Task<T> ChangeAsync<T>(
        Tenant tenant, string name, Func<DurableSubscriptionState?, DateTimeOffset, SubscriptionChange<T>> change,
        CancellationToken cancellation)
    {
        var use = Acquire(tenant, name);
        var changing = use.Shared.ChangeAsync(change);
        _ = ReleaseAfterAsync(changing, use);

        return changing.WaitAsync(cancellation);
    }

    /// <summary>
    /// Takes back what was acknowledged beyond the end of the journal, if the database has lost that end; answers how
    /// far it was acknowledged then.
    /// </summary>
    /// <exception cref="InvalidDataException">The document is damaged.</exception>
    public async Task<Position?> RewindAsync(Tenant tenant, string name, Func<Task<Position>> findHeadAsync)
    {
        for (var attempt = 1; ; attempt++)
        {
            var found = await store.FindAsync(tenant, name, CancellationToken.None);
            if (found.Document is null)
                return null;

            // Asked for after the document was read: whatever is acknowledged there was in the journal before.
            var state = DurableSubscriptionJson.Read(found.Document);
            var head = await findHeadAsync();
            if (state.AcknowledgedByAny.Number <= head.Number)
                return null;

            var document = DurableSubscriptionJson.Write(state.RewindTo(head));
            if (await store.TryReplaceAsync(tenant, name, found.Revision, document, CancellationToken.None))
                return state.AcknowledgedByAny;

            await Task.Delay(FeedLimits.PauseAfterLostRace(attempt, Random.Shared), time);
        }
    }

    // The failure is the caller's; here only the end matters.
    static async Task ReleaseAfterAsync(Task changing, Use use)
    {
        using (use)
            await changing.ContinueWith(static _ => { }, TaskScheduler.Default);
    }

    void Release((Tenant Tenant, string Name) key, SharedSubscription shared)
    {
        lock (_lock)
        {
            if (--shared.Users == 0)
                _shared.Remove(key);
        }
    }

    /// <summary>Somebody's need of a subscription. Disposed once.</summary>
    public sealed class Use : IDisposable
    {
        readonly SubscriptionDocuments _documents;
        readonly (Tenant Tenant, string Name) _key;

        internal Use(SubscriptionDocuments documents, (Tenant Tenant, string Name) key, SharedSubscription shared) =>
            (_documents, _key, Shared) = (documents, key, shared);

        /// <summary>The subscription.</summary>
        public SharedSubscription Shared { get; }

        /// <inheritdoc/>
        public void Dispose() => _documents.Release(_key, Shared);
    }
}
