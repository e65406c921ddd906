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

    /// <summary>
    /// How often the workers of a process look at their leases together: they learn of workers of other processes, and
    /// renew the leases of which half is over. Default 2 s.
    /// </summary>
    public TimeSpan RenewInterval { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// How often one of the workers that wait for a partition in a process looks whether there is one for them; more or
    /// less by half. Default 250 ms.
    /// </summary>
    public TimeSpan ClaimInterval { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// Attempts of one compare-and-set, with a growing pause between them. An attempt is lost only to another process.
    /// Default 20.
    /// </summary>
    public int MaxCompareAndSetAttempts { get; init; } = 20;

    /// <summary>How long to wait before a database that could not be reached is asked again. Default 500 ms.</summary>
    public TimeSpan RetryPause { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// Queries for the heads of tenants under way at once; two, so that one that hangs does not hold everybody up.
    /// </summary>
    internal const int MaxParallelHeadQueries = 2;

    /// <summary>Callers whose tenants are asked for in one query.</summary>
    internal const int MaxHeadsPerQuery = 1024;

    /// <summary>Durable subscriptions of which it is looked at once whether the journal still has their end.</summary>
    internal const int MaxParallelRewinds = 4;

    /// <summary>The longest pause after a first lost compare-and-set; it doubles with every other.</summary>
    static readonly TimeSpan FirstPauseAfterLostRace = TimeSpan.FromMilliseconds(4);

    /// <summary>The longest pause after any.</summary>
    static readonly TimeSpan MaxPauseAfterLostRace = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// Bytes that an event in memory takes beside its text: its object, the array's header, its names, and its place in
    /// the table.
    /// </summary>
    internal const int EventBytes = 320;

    /// <summary>Bytes of an event's text beside its documents, roughly.</summary>
    internal const int EnvelopeBytes = 400;

    /// <summary>The buffer for the text of an event is not guessed to be larger than this; it grows.</summary>
    internal const int MaxGuessedBytes = 1 << 20;

    /// <summary>How often is looked whether another server has begun a new epoch. Default 5 s.</summary>
    public TimeSpan EpochInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// A time, more or less by up to half of it, so that many who began together do not stay together.
    /// </summary>
    internal static TimeSpan WithJitter(TimeSpan time, Random random) => time * (0.5 + random.NextDouble());

    /// <summary>How long to wait after a lost compare-and-set: any time up to a bound that doubles.</summary>
    /// <param name="attempt">The attempt that was lost, from 1.</param>
    /// <param name="random">Chooses.</param>
    internal static TimeSpan PauseAfterLostRace(int attempt, Random random)
    {
        var most = FirstPauseAfterLostRace * Math.Pow(2, Math.Min(attempt - 1, 10));

        return (most < MaxPauseAfterLostRace ? most : MaxPauseAfterLostRace) * random.NextDouble();
    }
}
