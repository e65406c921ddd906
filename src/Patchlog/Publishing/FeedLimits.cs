namespace Patchlog.Publishing;

/// <summary>What the feed keeps, and how often it looks.</summary>
public sealed record FeedLimits
{
    /// <summary>Bytes of new events kept in memory, for all tenants that somebody listens to. Default 64 MiB.</summary>
    public long MaxTailBytes { get; init; } = 64 << 20;

    /// <summary>The same for one tenant, however few there are. Default 8 MiB.</summary>
    public long MaxTailBytesPerTenant { get; init; } = 8 << 20;

    /// <summary>Events that others wrote and that are still read into memory; beyond, readers read for themselves.</summary>
    public int MaxGap { get; init; } = 4096;

    /// <summary>Bytes of text in one run of events. Default 64 KiB; a single event may be longer.</summary>
    public int MaxBatchBytes { get; init; } = 64 << 10;

    /// <summary>
    /// The same for a run that is read from the journal by a reader who takes them promptly: they may grow up to this.
    /// Default 512 KiB.
    /// </summary>
    public int MaxPageBytes { get; init; } = 512 << 10;

    /// <summary>Bytes of all runs at once that have grown beyond <see cref="MaxBatchBytes"/>. Default 64 MiB.</summary>
    public long MaxLongPagesBytes { get; init; } = 64 << 20;

    /// <summary>Events in one run.</summary>
    public int MaxBatchEvents { get; init; } = 1024;

    /// <summary>Positions that one read of the journal looks through in search of wanted events.</summary>
    public long MaxScan { get; init; } = 20_000;

    /// <summary>How often the database is asked whether others have written: the truth behind all hints.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a reader that gets no events waits to be told how far it has come.</summary>
    public TimeSpan CheckpointInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a worker of a named subscription keeps its share without a sign of life. Default 10 s.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How often a worker gives that sign, and learns of others.</summary>
    public TimeSpan RenewInterval { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How often a worker without a share asks for one.</summary>
    public TimeSpan ClaimInterval { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>How long to let a database alone that could not be reached.</summary>
    public TimeSpan RetryPause { get; init; } = TimeSpan.FromMilliseconds(500);
}
