using System.Collections.Concurrent;
using Patchlog.Journal;

namespace Patchlog.Publishing;

/// <summary>
/// The stored documents of durable subscriptions, which workers of several processes change, and the news of their
/// changes within this one. Thread-safe.
/// </summary>
/// <param name="store">Keeps them.</param>
/// <param name="limits">How often a change is tried.</param>
sealed class SubscriptionDocuments(IDurableSubscriptionStore store, FeedLimits limits)
{
    readonly ConcurrentDictionary<(Tenant Tenant, string Name), TaskCompletionSource> _changes = new();

    /// <summary>
    /// Completes when a worker of this process joins or leaves. What workers of other processes do is only seen by
    /// asking.
    /// </summary>
    public Task Changed(Tenant tenant, string name) => _changes.GetOrAdd(
        (tenant, name), static _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    /// <summary>Wakes those who wait for a change.</summary>
    public void Signal(Tenant tenant, string name)
    {
        if (_changes.TryRemove((tenant, name), out var changed))
            changed.TrySetResult();
    }

    /// <summary>
    /// Changes what is stored by compare-and-set, and tries again on what other workers have stored meanwhile.
    /// </summary>
    /// <returns>The answer that belongs to the stored change.</returns>
    /// <exception cref="InvalidDataException">The document is damaged.</exception>
    public async Task<T> ChangeAsync<T>(
        Tenant tenant, string name, Func<DurableSubscriptionState?, DateTimeOffset, SubscriptionChange<T>> change,
        CancellationToken cancellation)
    {
        for (var attempt = 0; attempt < limits.MaxCompareAndSetAttempts; attempt++)
        {
            var found = await store.FindAsync(tenant, name, cancellation);
            var before = found.Document is null ? null : DurableSubscriptionJson.Read(found.Document);

            var (after, answer) = change(before, found.Now);
            if (after is null || after == before)
                return answer;

            var document = DurableSubscriptionJson.Write(after);
            if (!await store.TryReplaceAsync(tenant, name, found.Revision, document, cancellation))
                continue;

            if (!after.HasSameWorkers(before))
                Signal(tenant, name);

            return answer;
        }

        throw new InvalidOperationException(
            $"The durable subscription \"{name}\" of tenant {tenant} could not be changed in "
            + $"{limits.MaxCompareAndSetAttempts} attempts.");
    }

    /// <summary>
    /// Takes back what was acknowledged beyond the end of the journal, if the database has lost that end; answers how
    /// far it was acknowledged then.
    /// </summary>
    /// <exception cref="InvalidDataException">The document is damaged.</exception>
    public async Task<Position?> RewindAsync(
        Tenant tenant, string name, Func<Task<Position>> findHeadAsync, CancellationToken cancellation)
    {
        while (true)
        {
            var found = await store.FindAsync(tenant, name, cancellation);
            if (found.Document is null)
                return null;

            // Asked for after the document was read: whatever is acknowledged there was in the journal before.
            var state = DurableSubscriptionJson.Read(found.Document);
            var head = await findHeadAsync();
            if (state.AcknowledgedByAny.Number <= head.Number)
                return null;

            var document = DurableSubscriptionJson.Write(state.RewindTo(head));
            if (await store.TryReplaceAsync(tenant, name, found.Revision, document, cancellation))
                return state.AcknowledgedByAny;
        }
    }
}
