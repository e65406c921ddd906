namespace Patchlog.Tests.Harness;

/// <summary>
/// A clock on which no time passes: a pause is over at once, and patience is never over. What a test sees then does not
/// depend on how fast its machine is.
/// </summary>
sealed class StoppedClock : TimeProvider
{
    public override long GetTimestamp() => 0;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        base.CreateTimer(callback, state, AtOnce(dueTime), AtOnce(period));

    static TimeSpan AtOnce(TimeSpan time) => time == Timeout.InfiniteTimeSpan ? time : TimeSpan.Zero;
}
