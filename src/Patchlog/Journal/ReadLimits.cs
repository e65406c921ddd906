namespace Patchlog.Journal;

/// <summary>The bounds of queries and histories that wait, alike for both databases.</summary>
static class ReadLimits
{
    /// <summary>Reads of one tenant that wait for a turn; more are refused.</summary>
    public const int MaxWaitingPerTenant = 64;

    /// <summary>Reads of all tenants that wait for a turn; more are refused.</summary>
    public const int MaxWaiting = 512;

    /// <summary>How long a query may take in all, waiting included.</summary>
    public static readonly TimeSpan QueryPatience = TimeSpan.FromSeconds(30);
}
