namespace Patchlog.Repairing;

/// <summary>How much is read at a time while a journal is folded.</summary>
static class RepairLimits
{
    /// <summary>Events in one page, and states compared with one query.</summary>
    public const int EventsPerPage = 1000;

    /// <summary>Snapshots in one page: a document may have megabytes.</summary>
    public const int SnapshotsPerPage = 16;
}
