using System.Collections.Immutable;
using Patchlog.Journal;

namespace Patchlog.Tests.Harness;

/// <summary>A store that counts how often the database is asked, and that can be too slow for another process.</summary>
sealed class CountingStore(IDurableSubscriptionStore inner) : IDurableSubscriptionStore
{
    int _calls, _writes;

    /// <summary>How often the database was asked.</summary>
    public int Calls => _calls;

    /// <summary>How many of the calls were to write.</summary>
    public int Writes => _writes;

    /// <summary>Whether another process is always faster.</summary>
    public bool LosesRaces { get; set; }

    public Task<StoredDurableSubscription> FindAsync(Tenant tenant, string name, CancellationToken cancellation)
    {
        Interlocked.Increment(ref _calls);
        return inner.FindAsync(tenant, name, cancellation);
    }

    public Task<bool> TryReplaceAsync(
        Tenant tenant, string name, long revision, byte[] document, CancellationToken cancellation)
    {
        Interlocked.Increment(ref _calls);
        Interlocked.Increment(ref _writes);
        return LosesRaces
            ? Task.FromResult(false)
            : inner.TryReplaceAsync(tenant, name, revision, document, cancellation);
    }

    public Task<ImmutableArray<ListedDurableSubscription>> ListAsync(Tenant? tenant, CancellationToken cancellation) =>
        inner.ListAsync(tenant, cancellation);

    public Task<bool> DropAsync(Tenant tenant, string name, CancellationToken cancellation) =>
        inner.DropAsync(tenant, name, cancellation);
}
