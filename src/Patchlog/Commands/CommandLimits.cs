namespace Patchlog.Commands;

/// <summary>The bounds of everything that waits, grows or repeats on a command's way.</summary>
public sealed record CommandLimits
{
    /// <summary>Commands under way in the whole process; more wait at the door. Default 8,192.</summary>
    public int MaxInFlight { get; init; } = 8192;

    /// <summary>
    /// Bytes of bodies and contexts under way in the whole process; more wait at the door. Default 64 MiB.
    /// </summary>
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

    /// <summary>
    /// Bytes of a command's body and of the document before it, up to which a generic command is decided where it came
    /// from, which may be a socket's read loop. Beyond, it is decided on the decision pool. Default 64 KiB.
    /// </summary>
    public long MaxInlineDecisionBytes { get; init; } = 64 << 10;

    /// <summary>The same in operations of a JSON Patch. Default 128.</summary>
    public int MaxInlineDecisionOperations { get; init; } = 128;

    /// <summary>Threads of the decision pool. Default: one for each processor.</summary>
    public int DecisionThreads { get; init; } = Environment.ProcessorCount;

    /// <summary>How often a command may lose to another writer before its sender hears of it. Default 32.</summary>
    public int MaxLostRaces { get; init; } = 32;

    /// <summary>How long an append is tried while the database is away. Default 8 s.</summary>
    public TimeSpan AppendPatience { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>Bytes of documents kept in memory, estimated. Default 64 MiB.</summary>
    public long MaxCacheBytes { get; init; } = 64L << 20;

    /// <summary>Events in a version conflict. Default 100.</summary>
    public int MaxEventsSince { get; init; } = 100;

    /// <summary>
    /// Bytes of the events in a version conflict; it tells of fewer then. Default 64 KiB.
    /// </summary>
    public int MaxBytesSince { get; init; } = 64 << 10;

    /// <summary>Batches of one tenant on their way at the same moment.</summary>
    public const int MaxBatchesPerTenant = 2;

    /// <summary>Decisions of one lane on one thread, after which another thread goes on with it.</summary>
    public const int MaxDecisionsPerTurn = 32;

    /// <summary>The first pause before an append is tried again.</summary>
    public static TimeSpan FirstRetryPause { get; } = TimeSpan.FromMilliseconds(20);

    /// <summary>The pause after that one: twice as long, up to a second.</summary>
    public static TimeSpan NextRetryPause(TimeSpan pause) =>
        TimeSpan.FromTicks(Math.Min(2 * pause.Ticks, TimeSpan.TicksPerSecond));

    /// <summary>
    /// How long a command waits before it is decided again: not at all at first, then a random time that grows with the
    /// number of lost races, up to 64 ms.
    /// </summary>
    public static TimeSpan PauseAfter(int lostRaces) => lostRaces < 2
        ? TimeSpan.Zero
        : TimeSpan.FromMilliseconds(Random.Shared.NextDouble() * Math.Min(1 << Math.Min(lostRaces, 6), 64));
}
