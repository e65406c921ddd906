using System.Numerics;

namespace Patchlog.Server.Verbs;

/// <summary>
/// Counts latencies in buckets that grow with their value, each at most 1.6 % wide: exact enough for percentiles, and
/// recording is one addition. Microseconds, up to about an hour. Not thread-safe: one per connection, merged at last.
/// </summary>
sealed class LatencyHistogram
{
    const int PrecisionBits = 6;                          // 64 buckets for every doubling
    const int Buckets = 1 << PrecisionBits;
    const long Highest = (1L << 32) - 1;

    readonly long[] _counts = new long[(32 - PrecisionBits + 1) * Buckets];

    /// <summary>How many latencies were recorded.</summary>
    public long Count { get; private set; }

    /// <summary>The longest recorded, exact.</summary>
    public TimeSpan Max { get; private set; }

    public void Record(TimeSpan latency)
    {
        _counts[IndexOf(Math.Clamp((long)latency.TotalMicroseconds, 0, Highest))]++;
        Count++;
        if (latency > Max)
            Max = latency;
    }

    public void Add(LatencyHistogram other)
    {
        for (var index = 0; index < _counts.Length; index++)
            _counts[index] += other._counts[index];
        Count += other.Count;
        if (other.Max > Max)
            Max = other.Max;
    }

    /// <summary>What a share of all (0 to 1) did not exceed: the upper edge of a bucket; zero without records.</summary>
    public TimeSpan Percentile(double share)
    {
        var rank = Math.Max(1, (long)Math.Ceiling(share * Count));
        long seen = 0;
        for (var index = 0; index < _counts.Length; index++)
        {
            seen += _counts[index];
            if (seen >= rank)
                return TimeSpan.FromMicroseconds(Math.Min(UpperEdge(index), Max.TotalMicroseconds));
        }

        return TimeSpan.Zero;
    }

    // The first 64 values have a bucket each; from there on the leading bit chooses the row, the next six the bucket.
    static int IndexOf(long microseconds)
    {
        var row = Math.Max(0, BitOperations.Log2((ulong)microseconds | 1) - PrecisionBits + 1);
        return row == 0
            ? (int)microseconds
            : (row * Buckets) + (int)(microseconds >> (row - 1)) - Buckets;
    }

    static double UpperEdge(int index)
    {
        var (row, bucket) = Math.DivRem(index, Buckets);
        return row == 0 ? bucket : ((long)(bucket + Buckets + 1) << (row - 1)) - 1;
    }
}
