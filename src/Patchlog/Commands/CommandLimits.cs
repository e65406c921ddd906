namespace Patchlog.Commands;

/// <summary>The bounds of everything that waits, grows or repeats on a command's way.</summary>
public sealed record CommandLimits
{
    /// <summary>Commands under way in the whole process; more wait at the door. Default 8,192.</summary>
    public int MaxInFlight { get; init; } = 8192;

    /// <summary>Bytes of bodies and contexts under way in the whole process; more wait at the door. Default 64 MiB.</summary>
    public long MaxBytesInFlight { get; init; } = 64L << 20;

    /// <summary>Commands in one transaction. Default 512.</summary>
    public int MaxBatch { get; init; } = 512;

    /// <summary>
    /// Bytes that one transaction brings to the database, the states after the commands included (the last command may
    /// go over). Default 4 MiB.
    /// </summary>
    public long MaxBatchBytes { get; init; } = 4L << 20;

    /// <summary>
    /// Commands of one tenant that must wait before a second batch of it is sent while the first is on its way. Default
    /// 64: a batch costs much the same whatever its size, so two small ones are slower than one.
    /// </summary>
    public int WorthASecondBatch { get; init; } = 64;

    /// <summary>Batches on their way at the same moment, of all tenants. Default 16.</summary>
    public int MaxParallelAppends { get; init; } = 16;

    /// <summary>How often a command may lose to another writer before its sender hears of it. Default 32.</summary>
    public int MaxLostRaces { get; init; } = 32;

    /// <summary>How long an append is tried while the database is away. Default 8 s.</summary>
    public TimeSpan AppendPatience { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>Bytes of documents kept in memory, estimated. Default 64 MiB.</summary>
    public long MaxCacheBytes { get; init; } = 64L << 20;

    /// <summary>Events that a version conflict tells of. Default 100.</summary>
    public int MaxEventsSince { get; init; } = 100;

    /// <summary>Bytes of the events that a version conflict tells of; it tells of fewer then. Default 64 KiB.</summary>
    public int MaxBytesSince { get; init; } = 64 << 10;

    /// <summary>The first pause before an append is tried again; doubles up to a second.</summary>
    public static TimeSpan FirstRetryPause { get; } = TimeSpan.FromMilliseconds(20);

    /// <summary>How long a command that has lost this often waits before it is decided again: none at first, then jitter.</summary>
    public static TimeSpan PauseAfter(int lostRaces) => lostRaces < 2
        ? TimeSpan.Zero
        : TimeSpan.FromMilliseconds(Random.Shared.NextDouble() * Math.Min(1 << Math.Min(lostRaces, 6), 64));
}
