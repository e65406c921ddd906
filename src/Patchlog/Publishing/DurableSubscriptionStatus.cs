using Patchlog.Following;

namespace Patchlog.Publishing;

/// <summary>How a named subscription stands, for whoever looks after it.</summary>
/// <param name="Tenant">Whose events.</param>
/// <param name="Name">Its name.</param>
/// <param name="Filter">Which events it is about.</param>
/// <param name="Acknowledged">Everything up to here is acknowledged; some of what comes after may be, too.</param>
/// <param name="Workers">How many workers count as alive.</param>
/// <param name="IsDamaged">True if what is kept can't be read; then nothing but the name is known, and dropping it helps.</param>
public sealed record DurableSubscriptionStatus(
    Tenant Tenant, string Name, FeedFilter Filter, Position Acknowledged, int Workers, bool IsDamaged);
