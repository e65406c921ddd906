namespace Patchlog.Publishing;

/// <summary>
/// The limits of the feed and of durable subscriptions: what they keep in memory, how far they read at once, and how
/// often they look.
/// </summary>
public sealed record FeedLimits
{
    /// <summary>Bytes of new events kept in memory, for all tenants that have a reader. Default 64 MiB.</summary>
    public long MaxTailBytes { get; init; } = 64 << 20;

    /// <summary>The most of these bytes for one tenant, even if it is the only one. Default 8 MiB.</summary>
    public long MaxTailBytesPerTenant { get; init; } = 8 << 20;

    /// <summary>The least of these bytes for one tenant, however many tenants there are. Default 64 KiB.</summary>
    public long MinTailBytesPerTenant { get; init; } = 64 << 10;

    /// <summary>
    /// Events of other servers that are read into memory at once. If there are more, each reader reads them for itself.
    /// Default 4096.
    /// </summary>
    public int MaxGap { get; init; } = 4096;

    /// <summary>Bytes of text in one page for a reader. Default 64 KiB; a single event may be longer.</summary>
    public int MaxPageBytes { get; init; } = 64 << 10;

    /// <summary>
    /// Bytes of text in one long page: the pages that are read from the journal may grow up to this for a reader that
    /// takes them promptly. Default 512 KiB.
    /// </summary>
    public int MaxLongPageBytes { get; init; } = 512 << 10;

    /// <summary>Bytes of all long pages at the same time. Default 64 MiB.</summary>
    public long MaxLongPagesBytes { get; init; } = 64 << 20;

    /// <summary>How soon a reader must ask for the next page to get a long one. Default 200 ms.</summary>
    public TimeSpan PromptWithin { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Events in one page for a reader. Default 1024.</summary>
    public int MaxPageEvents { get; init; } = 1024;

    /// <summary>
    /// Events that a reader asks the journal for while it knows nothing of their size. Default 64.
    /// </summary>
    public int FirstPageEvents { get; init; } = 64;

    /// <summary>Events that a reader asks the journal for at most, however small they are. Default 4096.</summary>
    public int MaxFetchEvents { get; init; } = 4096;

    /// <summary>
    /// Positions that one read of the journal looks through for wanted events, at most. Default 20,000.
    /// </summary>
    public long MaxScan { get; init; } = 20_000;

    /// <summary>
    /// Positions that a reader's first read looks through, and any read that found a full page. Default 128.
    /// </summary>
    public long MinScan { get; init; } = 128;

    /// <summary>
    /// Bytes of text after which a page that is asked for alone ends, whatever its limit. Default 4 MiB.
    /// </summary>
    public long MaxSinglePageBytes { get; init; } = 4 << 20;

    /// <summary>
    /// Positions that a page that is asked for alone looks through for wanted events. Default 100,000.
    /// </summary>
    public long MaxSinglePageScan { get; init; } = 100_000;

    /// <summary>
    /// How often the database is asked whether other servers have written: hints are faster, but may be lost. Default 1
    /// s.
    /// </summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a reader without wanted events waits to be told how far it has come. Default 1 s.</summary>
    public TimeSpan CheckpointInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// The lease: how long a worker of a durable subscription keeps its partition without a sign of life. Default 10 s.
    /// </summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How often a worker renews its lease, and learns of other workers. Default 2 s.</summary>
    public TimeSpan RenewInterval { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How often a worker without a partition asks for one. Default 250 ms.</summary>
    public TimeSpan ClaimInterval { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// Attempts of one compare-and-set. An attempt is lost only to another worker's progress, so this many in a row are
    /// a fault. Default 1000.
    /// </summary>
    public int MaxCompareAndSetAttempts { get; init; } = 1000;

    /// <summary>How long to wait before a database that could not be reached is asked again. Default 500 ms.</summary>
    public TimeSpan RetryPause { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// Queries for the heads of tenants under way at once; two, so that one that hangs does not hold everybody up.
    /// </summary>
    internal const int MaxParallelHeadQueries = 2;

    /// <summary>Callers whose tenants are asked for in one query.</summary>
    internal const int MaxHeadsPerQuery = 1024;

    /// <summary>The buffer for the text of an event is not guessed to be larger than this; it grows.</summary>
    internal const int MaxGuessedBytes = 1 << 20;

    /// <summary>How often is looked whether another server has begun a new epoch. Default 5 s.</summary>
    public TimeSpan EpochInterval { get; init; } = TimeSpan.FromSeconds(5);
}
