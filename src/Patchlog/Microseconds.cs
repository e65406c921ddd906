namespace Patchlog;

/// <summary>Instants as PostgreSQL keeps them: whole microseconds since 1970-01-01 UTC.</summary>
static class Microseconds
{
    /// <summary>The microseconds of an instant; what is finer is cut off.</summary>
    public static long Of(DateTimeOffset time) =>
        (time.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    /// <summary>The instant of so many microseconds.</summary>
    /// <exception cref="OverflowException">No number of ticks is so large.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such instant.</exception>
    public static DateTimeOffset ToTime(long microseconds) =>
        DateTimeOffset.UnixEpoch.AddTicks(checked(microseconds * TimeSpan.TicksPerMicrosecond));
}
