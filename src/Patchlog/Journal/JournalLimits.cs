namespace Patchlog.Journal;

/// <summary>How much one entry may bring, and how densely snapshots lie. The same for both databases.</summary>
static class JournalLimits
{
    /// <summary>
    /// Events of one command, so that a step over a multiple of <see cref="SnapshotSpacing"/> stays short.
    /// </summary>
    public const int MaxEventsPerCommand = 64;

    /// <summary>Conditions of one entry: each costs a probe of an index under the tenant's lock.</summary>
    public const int MaxConditionsPerEntry = 64;

    /// <summary>Bytes of a condition beside the id of its aggregate, roughly.</summary>
    public const long BytesPerCondition = 96;

    /// <summary>Effects of one entry.</summary>
    public const int MaxEffectsPerEntry = 64;

    /// <summary>Characters of the problem with which an outgoing command was postponed.</summary>
    public const int MaxProblemCharacters = 2000;

    /// <summary>
    /// Versions from one snapshot to the next: no version is more than twice as many events away from one.
    /// </summary>
    public const int SnapshotSpacing = 128;

    /// <summary>Derived rows that a rebuild writes with one statement or in one transaction.</summary>
    public const int RebuildPageSize = 500;

    /// <summary>Bytes of the buffer in which what an event says is put together for its digest, at first.</summary>
    public const int FirstScratchBytes = 4096;

    /// <summary>Bytes of such a buffer that are kept for the next event.</summary>
    public const int MaxKeptScratchBytes = 1 << 20;

    /// <summary>How long a server counts as a user of its bundles after it has said so last.</summary>
    public static readonly TimeSpan BundleUse = TimeSpan.FromMinutes(1);

    /// <summary>Characters of a damaged name that a message shows.</summary>
    public const int MaxShownCharacters = 128;

    /// <summary>Damaged places that are remembered as logged; with more, all are forgotten.</summary>
    public const int MaxLoggedPlaces = 1024;

    /// <summary>How long a damaged place is not logged again.</summary>
    public static readonly TimeSpan LogAgainAfter = TimeSpan.FromHours(1);

    /// <summary>Damaged places that are logged within <see cref="LogAgainAfter"/>, at most.</summary>
    public const int MaxLoggedDamage = 4096;

    /// <summary>How long what was found out about whether the database takes writes is good for.</summary>
    public static readonly TimeSpan ProbeInterval = TimeSpan.FromSeconds(1);

    /// <summary>No lease on a tenant lasts longer: one that seems to was taken before a clock was set back.</summary>
    public static readonly TimeSpan LongestLease = TimeSpan.FromMinutes(1);
}
