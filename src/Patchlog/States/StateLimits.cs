namespace Patchlog.States;

/// <summary>What is known without asking, and how questions to the database are shared.</summary>
static class StateLimits
{
    /// <summary>Bytes that an entry of the cache costs beside its document, roughly.</summary>
    public const int EntryBytes = 400;

    /// <summary>Bytes that a parsed document costs for each byte of its text, roughly.</summary>
    public const int BytesPerTextByte = 4;

    /// <summary>Tenants whose heads are known; with more, everything is forgotten.</summary>
    public const int MaxKnownTenants = 50_000;

    /// <summary>
    /// Stretches of a tenant's journal that this process is known to have written. Answers for two batches may come in
    /// the wrong order; with more gaps than that, another process is writing.
    /// </summary>
    public const int MaxStretchesPerTenant = 4;

    /// <summary>
    /// Work that the folds of one reader may take, in bytes of events and slots of patches: 1.5 million for each of 128
    /// events. Most patches take a few slots for each value around what they change; those go beyond that copy or move
    /// large containers again and again. It is some seconds of one thread at most.
    /// </summary>
    public const long MaxFoldWork = 192_000_000;

    /// <summary>Bytes of events in one page of a fold.</summary>
    public const long FoldPageBytes = 8 << 20;

    /// <summary>
    /// Queries for heads under way at once: they are short, and the fewer there are, the more callers each one serves.
    /// There are two, so that one connection that hangs does not hold everybody up.
    /// </summary>
    public const int MaxParallelChecks = 2;

    /// <summary>Queries for states under way at once.</summary>
    public const int MaxParallelLoads = 3;

    /// <summary>Bytes of a document up to which it is loaded together with others; larger ones come alone.</summary>
    public const int MaxSmallBytes = 16 << 10;

    /// <summary>Larger documents that are loaded at once.</summary>
    public const int MaxParallelLargeLoads = 2;

    /// <summary>
    /// Bytes of memory that larger documents take, estimated, from their load until the command or the read that asked
    /// for them is done; more wait.
    /// </summary>
    public const long MaxLargeBytes = 96L << 20;

    /// <summary>Bytes of one tenant among them.</summary>
    public const long MaxLargeBytesPerTenant = 32L << 20;

    /// <summary>How many wait with a larger document, of all tenants and of one; a read beyond is refused.</summary>
    public const int MaxLarge = 4096, MaxLargePerTenant = 1024;

    /// <summary>
    /// Decisions that wait with the documents in hand that they rest on beside their own, of all and of one tenant.
    /// </summary>
    public const int MaxReadSets = 64, MaxReadSetsPerTenant = 16;

    /// <summary>Bytes of memory that the larger ones among these documents take, estimated; more wait.</summary>
    public const long MaxLargeReadBytes = 64L << 20;

    /// <summary>Bytes of one tenant among them.</summary>
    public const long MaxLargeReadBytesPerTenant = 16L << 20;

    /// <summary>How long a read waits for a larger document before it is refused.</summary>
    public static readonly TimeSpan LargePatience = TimeSpan.FromSeconds(8);

    /// <summary>Callers whose tenants are asked for in one query.</summary>
    public const int MaxChecksPerQuery = 1024;

    /// <summary>Callers whose aggregates are loaded in one query.</summary>
    public const int MaxLoadsPerQuery = 128;
}
