using System.Numerics;

namespace Patchlog.Server.Bench;

/// <summary>
/// Counts latencies in buckets that grow with their value, each at most 1.6 % wide: exact enough for percentiles, and
/// a record is one addition. It counts microseconds, up to about an hour. It is not thread-safe: each connection has
/// one, and they are added up in the end.
/// </summary>
sealed class LatencyHistogram
{
    const int PrecisionBits = 6;                          // 64 buckets for every doubling
    const int Buckets = 1 << PrecisionBits;
    const long Highest = (1L << 32) - 1;

    readonly long[] _counts = new long[(32 - PrecisionBits + 1) * Buckets];

    /// <summary>How many latencies were recorded.</summary>
    public long Count { get; private set; }

    /// <summary>The exact longest latency.</summary>
    public TimeSpan Max { get; private set; }

    /// <summary>Counts a latency.</summary>
    public void Record(TimeSpan latency)
    {
        _counts[IndexOf(Math.Clamp((long)latency.TotalMicroseconds, 0, Highest))]++;
        Count++;
        if (latency > Max)
            Max = latency;
    }

    /// <summary>Counts all latencies of another histogram.</summary>
    public void Add(LatencyHistogram other)
    {
        for (var index = 0; index < _counts.Length; index++)
            _counts[index] += other._counts[index];

        Count += other.Count;
        if (other.Max > Max)
            Max = other.Max;
    }

    /// <summary>
    /// The latency that a share of all (0 to 1) did not exceed, as the upper edge of its bucket; zero without records.
    /// </summary>
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

    // The first 64 values have a bucket each; above them the leading bit chooses the row, the next six the bucket.
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
