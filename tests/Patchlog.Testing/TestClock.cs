using System.Collections.Concurrent;
using Microsoft.Extensions.Time.Testing;

namespace Patchlog.Testing;

/// <summary>
/// A clock that stands still until a test advances it, with its timers. It counts the timers that code under test has
/// started, so that a test can wait until the code waits, and only then advance the clock. Thread-safe.
/// </summary>
public sealed class TestClock : FakeTimeProvider
{
    readonly ConcurrentDictionary<TimeSpan, int> _timers = new();

    /// <summary>How many timers were ever started with a due time.</summary>
    /// <param name="dueTime">The time that the code under test waits.</param>
    public int CountTimers(TimeSpan dueTime) => _timers.GetValueOrDefault(dueTime);

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        _timers.AddOrUpdate(dueTime, 1, static (_, count) => count + 1);

        return timer;
    }
}
