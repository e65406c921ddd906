using Patchlog.Following;

namespace Patchlog.Journal;

/// <summary>A feed that logs the damage it meets, whoever reads.</summary>
/// <param name="inner">The feed.</param>
/// <param name="log">Takes the damage.</param>
sealed class ReportingFeed(IJournalFeed inner, DamageLog log) : IJournalFeed
{
    public Task<FeedPage> ReadAsync(Tenant tenant, FeedRange range, CancellationToken cancellation) =>
        log.WatchAsync(inner.ReadAsync(tenant, range, cancellation));

    public Task<FoundHead[]> FindHeadsAsync(IReadOnlyList<TenantHead> tenants, CancellationToken cancellation) =>
        log.WatchAsync(inner.FindHeadsAsync(tenants, cancellation));

    public Task ListenAsync(Action<Tenant, Position> heard, CancellationToken cancellation) =>
        inner.ListenAsync(heard, cancellation);
}
