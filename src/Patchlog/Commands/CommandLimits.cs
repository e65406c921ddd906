namespace Patchlog.Commands;

/// <summary>The bounds of everything that waits, grows or repeats on a command's way.</summary>
public sealed record CommandLimits
{
    /// <summary>Commands under way in the whole process; more wait at the door. Default 8,192.</summary>
    public int MaxInFlight { get; init; } = 8192;

    /// <summary>Commands of one tenant among them; more wait at the door. Default 2,048.</summary>
    public int MaxInFlightPerTenant { get; init; } = 2048;

    /// <summary>
    /// Bytes of memory that the bodies and contexts under way take in the whole process, estimated; more wait at the
    /// door. Default 128 MiB.
    /// </summary>
    public long MaxBytesInFlight { get; init; } = 128L << 20;

    /// <summary>Bytes of one tenant among them; more wait at the door. Default 32 MiB.</summary>
    public long MaxBytesInFlightPerTenant { get; init; } = 32L << 20;

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
    /// Bytes of one aggregate's commands that are decided and not in the journal yet, the states after them included;
    /// beyond, no more are decided. Default 8 MiB.
    /// </summary>
    public long MaxDecidedBytesPerLane { get; init; } = 8L << 20;

    /// <summary>
    /// Bytes of a command's body and of the document before it, up to which a generic command is decided where it came
    /// from, which may be a socket's read loop. Beyond, it is decided on the decision pool. Default 64 KiB.
    /// </summary>
    public long MaxInlineDecisionBytes { get; init; } = 64 << 10;

    /// <summary>
    /// The same bytes where the bundle has a schema for the type. Default 8 KiB: a schema may look at each value many
    /// times, and a long judgement would hold up everything else on the socket.
    /// </summary>
    public long MaxInlineValidatedBytes { get; init; } = 8 << 10;

    /// <summary>The same in operations of a JSON Patch. Default 128.</summary>
    public int MaxInlineDecisionOperations { get; init; } = 128;

    /// <summary>Threads of the decision pool. Default: one for each processor.</summary>
    public int DecisionThreads { get; init; } = Environment.ProcessorCount;

    /// <summary>How often a command may lose to another writer before its sender hears of it. Default 32.</summary>
    public int MaxLostRaces { get; init; } = 32;

    /// <summary>
    /// How long a command may take from the door on, whatever it waits for, before its sender hears that it failed.
    /// Default 8 s.
    /// </summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>
    /// How long a batch is tried at least, though a command in it has no time left: else a slow database would be asked
    /// to begin again and again. The command's answer is that much late at most. Default 1 s.
    /// </summary>
    public TimeSpan LeastAppendPatience { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How long to try to find out what became of a batch whose outcome is unknown, before it is called unknown.
    /// Default 4 s.
    /// </summary>
    public TimeSpan LookUpPatience { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>Bytes of documents kept in memory, estimated. Default 64 MiB.</summary>
    public long MaxCacheBytes { get; init; } = 64L << 20;

    /// <summary>Bytes of memory that a command takes beside its body and context, estimated.</summary>
    public const int BytesPerCommand = 1 << 10;

    /// <summary>Bytes of memory that the trace of a command takes that asks for one, estimated.</summary>
    public const int BytesPerTrace = 1 << 20;

    /// <summary>The mean time from which decisions of a kind count as slow.</summary>
    public static TimeSpan SlowDecision { get; } = TimeSpan.FromMilliseconds(5);

    /// <summary>Decisions over which the mean goes, roughly.</summary>
    public const int DecisionsOfMean = 8;

    /// <summary>
    /// Kinds of decisions, of tenants and of all, whose times are known; with more, all are forgotten.
    /// </summary>
    public const int MaxKnownDecisions = 10_000;

    /// <summary>Batches of one tenant on their way at the same moment.</summary>
    public const int MaxBatchesPerTenant = 2;

    /// <summary>Decisions of one lane on one thread, after which another thread goes on with it.</summary>
    public const int MaxDecisionsPerTurn = 32;

    /// <summary>
    /// How much longer than its deadline an append is waited for: in that time the database refuses it by itself.
    /// </summary>
    public static TimeSpan AppendGrace { get; } = TimeSpan.FromMilliseconds(250);

    /// <summary>The pause before what became of a batch is asked for again.</summary>
    public static TimeSpan LookUpPause { get; } = TimeSpan.FromMilliseconds(200);

    /// <summary>How long nothing may have been refused before the log is told that an outage is over.</summary>
    public static TimeSpan OutageOverAfter { get; } = TimeSpan.FromSeconds(10);

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
