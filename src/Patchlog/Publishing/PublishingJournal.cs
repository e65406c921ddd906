using System.Collections.Immutable;
using Patchlog.Journal;

namespace Patchlog.Publishing;

/// <summary>
/// A journal that passes on to the feed what it has committed, so that writers need not know the feed.
/// </summary>
/// <param name="inner">The journal.</param>
/// <param name="feed">Takes what was committed.</param>
/// <param name="damage">Takes the damage that readers meet.</param>
/// <param name="committed">
/// Hears of each tenant for which something was committed, and whether effects were; must not block.
/// </param>
sealed class PublishingJournal(
    IJournal inner, Feed feed, DamageLog damage, Action<Tenant, bool> committed) : IJournal
{
    public Durability Durability => inner.Durability;

    public DateTimeOffset Now => inner.Now;

    public Guid Epoch => inner.Epoch;

    public IJournalReader Reader { get; } = new ReportingReader(inner.Reader, damage);

    public IJournalFeed Feed => inner.Feed;

    public IDurableSubscriptionStore DurableSubscriptions => inner.DurableSubscriptions;

    public IBundleStore Bundles => inner.Bundles;

    public IJournalIndexes Indexes => inner.Indexes;

    public IUniqueKeyStore UniqueKeys => inner.UniqueKeys;

    public IProcessStore Processes => inner.Processes;

    public async Task<AppendResult> AppendAsync(
        Tenant tenant, IReadOnlyList<Append> batch, AppendFence fence, CancellationToken cancellation)
    {
        var result = await inner.AppendAsync(tenant, batch, fence, cancellation);

        try
        {
            feed.Add(tenant, result);
            committed(tenant, batch.Any(entry => !entry.Effects.IsDefaultOrEmpty));
        }
        catch (Exception failure)   // the batch is committed all the same; the feed asks for it later
        {
            feed.Supervise(Task.FromException(failure));
        }

        return result;
    }

    public Task PingAsync(CancellationToken cancellation) => inner.PingAsync(cancellation);

    public Task<ImmutableArray<string>?> CheckFilesAsync(CancellationToken cancellation) =>
        inner.CheckFilesAsync(cancellation);

    public Task ReplaceStatesAsync(
        Tenant tenant, IAsyncEnumerable<DerivedRow> rows, CancellationToken cancellation) =>
        inner.ReplaceStatesAsync(tenant, rows, cancellation);

    public Task<Guid> ReadEpochAsync(CancellationToken cancellation) => inner.ReadEpochAsync(cancellation);

    public Task<Guid> RenewEpochAsync(Guid? from, CancellationToken cancellation) =>
        inner.RenewEpochAsync(from, cancellation);

    public async ValueTask DisposeAsync()
    {
        await feed.DisposeAsync();
        await inner.DisposeAsync();
    }
}
