namespace Patchlog.Admission;

/// <summary>
/// How much may be inside a gate at once. A newcomer, of whose tenant and sender nothing is inside, may exceed the
/// bounds of all by an eighth: so nobody is kept out by what others keep inside.
/// </summary>
/// <param name="MaxCount">The most entries.</param>
sealed record GateLimits(int MaxCount)
{
    /// <summary>Bytes of all entries; one alone may be larger. Default: no bound.</summary>
    public long MaxBytes { get; init; } = long.MaxValue / 2;

    /// <summary>Entries of one tenant. Default: as many as of all.</summary>
    public int MaxCountPerTenant { get; init; } = MaxCount;

    /// <summary>Bytes of one tenant; one entry alone may be larger. Default: no bound.</summary>
    public long MaxBytesPerTenant { get; init; } = long.MaxValue / 2;

    /// <summary>Entries that wait outside; more are refused. Default: no bound.</summary>
    public int MaxWaiting { get; init; } = int.MaxValue;

    /// <summary>Entries of one tenant that wait outside; more are refused. Default: no bound.</summary>
    public int MaxWaitingPerTenant { get; init; } = int.MaxValue;

    /// <summary>Entries of newcomers beyond <see cref="MaxCount"/>.</summary>
    public int ReservedCount => (MaxCount + 7) / 8;

    /// <summary>Bytes of newcomers beyond <see cref="MaxBytes"/>.</summary>
    public long ReservedBytes => (MaxBytes + 7) / 8;
}
