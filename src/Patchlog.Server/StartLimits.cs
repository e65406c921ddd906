namespace Patchlog.Server;

/// <summary>What a server that starts needs, and how long it waits for it.</summary>
static class StartLimits
{
    /// <summary>The most that <c>DATABASE_WAIT_SECONDS</c> may be.</summary>
    public const int MaxDatabasePatienceSeconds = 3600;

    /// <summary>
    /// Files that a server has open beside the connections of clients, at most: those to the database, its own files,
    /// and what .NET needs.
    /// </summary>
    public const int FilesOfServer = 256;

    /// <summary>The pause before a database that is away is tried again.</summary>
    public static readonly TimeSpan DatabasePause = TimeSpan.FromMilliseconds(500);
}
