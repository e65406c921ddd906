namespace Patchlog.Journal;

/// <summary>
/// A batch rested on an event that the database no longer has: it lost the end of its journal, as after a failover to a
/// standby that lagged behind. Nothing was written.
/// </summary>
sealed class HeadGoneException(Tenant tenant)
    : Exception($"The journal of tenant {tenant} lost its end: what was known of it is void.");
