namespace Patchlog.Tests.Harness;

/// <summary>
/// The system's clock, whose time of day a test sets forward and back; what is measured, and what waits, is not touched
/// by that.
/// </summary>
sealed class ShiftedClock : TimeProvider
{
    long _shift;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => System.GetUtcNow().AddTicks(Volatile.Read(ref _shift));

    /// <summary>Sets the clock forward, or back.</summary>
    public void Shift(TimeSpan by) => Interlocked.Add(ref _shift, by.Ticks);
}
