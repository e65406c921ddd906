namespace Patchlog.Server;

/// <summary>How long a server that starts waits for what it needs.</summary>
static class StartLimits
{
    /// <summary>The most that <c>DATABASE_WAIT_SECONDS</c> may be.</summary>
    public const int MaxDatabasePatienceSeconds = 3600;

    /// <summary>The pause before a database that is away is tried again.</summary>
    public static readonly TimeSpan DatabasePause = TimeSpan.FromMilliseconds(500);
}
