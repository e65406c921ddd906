using Patchlog.Following;

namespace Patchlog.Publishing;

/// <summary>The status of a durable subscription, as operators see it.</summary>
/// <param name="Tenant">The tenant whose events it is about.</param>
/// <param name="Name">Its name.</param>
/// <param name="Filter">The events that it is about.</param>
/// <param name="Acknowledged">
/// The position up to which everything is acknowledged; some of what comes after it may be acknowledged, too.
/// </param>
/// <param name="Workers">The number of workers with a lease that has not ended.</param>
/// <param name="IsDamaged">
/// True if the stored document can't be read: then only tenant and name are known, and the subscription must be
/// dropped.
/// </param>
public sealed record DurableSubscriptionStatus(
    Tenant Tenant, string Name, FeedFilter Filter, Position Acknowledged, int Workers, bool IsDamaged);
