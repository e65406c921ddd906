namespace Patchlog.Tests.Harness;

/// <summary>
/// The system's clock, but every timer on it goes off a hundred times sooner: pauses cost tests nothing.
/// </summary>
sealed class HurriedClock : TimeProvider
{
    const int Hurry = 100;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        base.CreateTimer(callback, state, Sooner(dueTime), Sooner(period));

    static TimeSpan Sooner(TimeSpan time) => time == Timeout.InfiniteTimeSpan ? time : time / Hurry;
}
