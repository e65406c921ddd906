namespace Patchlog.Tests.Harness;

/// <summary>
/// A clock on which no time passes but what a test lets pass: a pause (up to a second) is over at once, and patience
/// (which is longer) is never over by itself. What a test sees then does not depend on how fast its machine is.
/// </summary>
sealed class StoppedClock : TimeProvider
{
    static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    long _ticks;
    long _reads;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Volatile.Read(ref _ticks);

    /// <summary>A microsecond later at each call, so that what came later is told from what came before.</summary>
    public override DateTimeOffset GetUtcNow() =>
        Start.AddTicks(GetTimestamp() + TimeSpan.TicksPerMicrosecond * Interlocked.Increment(ref _reads));

    /// <summary>Lets time pass; no timer hears of it.</summary>
    public void Advance(TimeSpan time) => Interlocked.Add(ref _ticks, time.Ticks);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        base.CreateTimer(callback, state, AtOnce(dueTime), AtOnce(period));

    static TimeSpan AtOnce(TimeSpan time) => time > LongestPause ? Timeout.InfiniteTimeSpan
        : time == Timeout.InfiniteTimeSpan ? time
        : TimeSpan.Zero;
}
