namespace Patchlog.Repairing;

/// <summary>How much is read at a time while a journal is folded.</summary>
static class RepairLimits
{
    /// <summary>Events or snapshots in one page, and states compared with one query.</summary>
    public const int EventsPerPage = 1000;

    /// <summary>Bytes of the documents in one page, and of the states compared with one query.</summary>
    public const long BytesPerPage = 8 << 20;

    /// <summary>Sentences about damage that a rebuild refuses with.</summary>
    public const int MaxFaultsShown = 5;
}
