namespace Patchlog.Journal;

/// <summary>A tenant whose processes have something to do.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="IsBehind">Whether it has events that have not been read for its processes.</param>
/// <param name="NextDue">When the next of its timers and commands is due; null without any.</param>
sealed record ProcessBacklog(Tenant Tenant, bool IsBehind, DateTimeOffset? NextDue);
