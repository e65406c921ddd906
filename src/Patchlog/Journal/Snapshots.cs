namespace Patchlog.Journal;

/// <summary>
/// Where snapshots lie: one whenever a command passes a multiple of <see cref="JournalLimits.SnapshotSpacing"/>.
/// </summary>
static class Snapshots
{
    /// <summary>Whether a command that led from one version to another leaves a snapshot of the latter.</summary>
    public static bool AreDue(Version before, Version after) => SpanOf(before) != SpanOf(after);

    /// <summary>
    /// Which stretch between two snapshots a version lies in; 0 is the first, which begins without one.
    /// </summary>
    public static long SpanOf(Version version) => version.Number / JournalLimits.SnapshotSpacing;
}
